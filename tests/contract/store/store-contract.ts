import { describe } from 'node:test';
import { auditRules } from './audit-rules.ts';
import { backupRules } from './backup-rules.ts';
import { commitRules } from './commit-rules.ts';
import { killRules } from './kill-rules.ts';
import { leaseRules } from './lease-rules.ts';
import type { TestedEngine } from './place.ts';
import { readRules } from './read-rules.ts';
import { limitRules } from './limit-rules.ts';
import { regimeRules } from './regime-rules.ts';
import { stageRules } from './stage-rules.ts';
import { schemaRules } from './schema-rules.ts';
import { upgradeRules } from './upgrade-rules.ts';

/** The one contract of the Store port; every engine keeps all of it. */
export function storeContract(engine: TestedEngine): void {
  describe(`the store on ${engine.name}`, () => {
    describe('schema', () => schemaRules(engine));
    describe('upgrade', () => upgradeRules(engine));
    describe('commit', () => commitRules(engine));
    describe('read', () => readRules(engine));
    describe('lease', () => leaseRules(engine));
    describe('audit', () => auditRules(engine));
    describe('regimes', () => regimeRules(engine));
    describe('limits', () => limitRules(engine));
    describe('stages', () => stageRules(engine));
    describe('backup', () => backupRules(engine));
    describe('kill', () => killRules(engine));
  });
}
