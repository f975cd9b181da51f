import { SyntaxKind, type Node } from 'typescript/unstable/ast';
import {
  isArrayLiteralExpression,
  isBinaryExpression,
  isCallExpression,
  isCaseClause,
  isConditionalExpression,
  isElementAccessExpression,
  isIdentifier,
  isIfStatement,
  isNumericLiteral,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isSwitchStatement,
  isWhileStatement,
} from 'typescript/unstable/ast/is';
import { law, offenceAt } from './law.ts';
import { isShipped, literalText, walk } from './source-tree.ts';

const MODES = ['backtest', 'paper', 'live'];
/** Names that hold a mode, and names that ask for one. */
const MODE_NAME = /^(trading|run|running|session)?mode$/i;
const MODE_QUESTION = /^(is|in|for|when)?(live|paper|backtest(ing)?)(mode|trading|run)?$/i;
const SEARCHES = ['includes', 'has', 'indexOf', 'startsWith', 'endsWith'];
const EQUALITY = new Set([
  SyntaxKind.EqualsEqualsEqualsToken,
  SyntaxKind.ExclamationEqualsEqualsToken,
  SyntaxKind.EqualsEqualsToken,
  SyntaxKind.ExclamationEqualsToken,
]);
const LOGICAL = new Set([SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken]);

law({
  rule: 'only src/modes knows a trading mode',
  *find(sources) {
    for (const source of sources) {
      if (!isShipped(source.path) || source.path.startsWith('src/modes/')) continue;
      const branches: Node[] = [];
      walk(source.ast, (node) => {
        if (branchesOnMode(node)) branches.push(node);
      });
      for (const node of branches) {
        const [text = ''] = node.getText().split('\n');
        const instead =
          'take what differs as an input, named after what it is (a clock, a venue, a fill rule), and let src/modes choose it';
        yield offenceAt(source, node, `branches on a trading mode: ${text}`, instead);
      }
    }
  },
  planted: [
    { name: 'a comparison with a mode', files: core("if (stage === 'live') send();"), says: /=== 'live'.*\n.*src\/modes/ },
    { name: 'a comparison the other way round', files: core("const fast = 'backtest' !== stage;"), says: /branches/ },
    { name: 'a case of a mode', files: core("switch (stage) { case 'paper': send(); }"), says: /case 'paper'/ },
    { name: 'a switch on a mode', files: core('switch (config.tradingMode) { default: send(); }'), says: /switch/ },
    { name: 'a comparison of a mode', files: core('if (mode === LIVE) send();'), says: /mode === LIVE/ },
    { name: 'a question for a mode', files: core('if (this.isLive) send();'), says: /isLive/ },
    { name: 'a negated question', files: core('const slow = !isBacktesting;'), says: /isBacktesting/ },
    { name: 'a question in a chain', files: core('isPaper && send();'), says: /isPaper/ },
    { name: 'a question that is called', files: core('if (isLive()) send();'), says: /isLive/ },
    { name: 'a choice by a mode', files: core('const fee = live ? 1 : 0;'), says: /live \?/ },
    { name: 'a search for a mode', files: core("if (stages.includes('live')) send();"), says: /includes/ },
    { name: 'a search in modes', files: core("if (['paper', 'live'].includes(stage)) send();"), says: /includes/ },
    { name: 'a table of modes', files: core('send(FEES[mode]);'), says: /FEES\[mode\]/ },
    { name: 'a branch in a command', files: { 'src/cli/a.ts': "if (stage === 'live') send();" }, says: /src\/cli/ },
  ],
  innocent: [
    { name: 'a branch in src/modes', files: { 'src/modes/paper.ts': "if (mode === 'paper') send();" } },
    { name: 'the name of a mode as data', files: core("record({ stage: 'live' }); const stages = ['backtest', 'paper', 'live'];") },
    { name: 'the mode of a file', files: core('if (mode === 0o600) send();') },
    { name: 'a question for something alive', files: core('if (feed.isAlive && order.delivered) send();') },
    { name: 'a test', files: { 'src/engine/a.test.ts': "if (stage === 'live') send();" } },
  ],
});

function branchesOnMode(node: Node): boolean {
  if (isBinaryExpression(node)) {
    const sides = [node.left, node.right];
    if (EQUALITY.has(node.operatorToken.kind)) {
      return sides.some(isModeLiteral) || (sides.some((side) => named(side, MODE_NAME)) && !sides.some(isNumericLiteral));
    }
    return LOGICAL.has(node.operatorToken.kind) && asksForMode(node.left);
  }
  if (isIfStatement(node) || isWhileStatement(node)) return asksForMode(node.expression);
  if (isConditionalExpression(node)) return asksForMode(node.condition);
  if (isPrefixUnaryExpression(node)) return node.operator === SyntaxKind.ExclamationToken && asksForMode(node.operand);
  if (isSwitchStatement(node)) return named(node.expression, MODE_NAME);
  if (isCaseClause(node)) return isModeLiteral(node.expression);
  if (isElementAccessExpression(node)) return named(node.argumentExpression, MODE_NAME);
  return isCallExpression(node) && searchesForMode(node.expression, node.arguments);
}

function searchesForMode(callee: Node, parameters: Iterable<Node>): boolean {
  if (!isPropertyAccessExpression(callee) || !SEARCHES.includes(callee.name.text)) return false;
  if ([...parameters].some(isModeLiteral)) return true;
  return isArrayLiteralExpression(callee.expression) && [...callee.expression.elements].some(isModeLiteral);
}

function asksForMode(node: Node): boolean {
  return named(isCallExpression(node) ? node.expression : node, MODE_QUESTION);
}

function isModeLiteral(node: Node): boolean {
  return MODES.includes(literalText(node) ?? '');
}

/** Whether a variable or the last member of a chain has such a name. */
function named(node: Node, pattern: RegExp): boolean {
  if (isPropertyAccessExpression(node)) return pattern.test(node.name.text);
  return isIdentifier(node) && pattern.test(node.text);
}

function core(code: string): Record<string, string> {
  return { 'src/core/risk/a.ts': code };
}
