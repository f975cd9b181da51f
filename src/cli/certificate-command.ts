import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Certificate } from '../domain/certificate.ts';
import { isReal } from '../domain/stage.ts';
import { BallastError, fail } from '../kernel/errors.ts';
import { formatTime } from '../kernel/time.ts';
import { CertificateBook } from '../modes/gate/certificate-book.ts';
import { readCertificate } from '../modes/gate/read-certificate.ts';
import type { CliContext } from './context.ts';
import { atGate, deploymentNamed } from './gate-desk.ts';
import { openKeyRing } from './open-key-ring.ts';
import { renderTable } from './table.ts';

/** `ballast certificate show`. */
export async function showCertificates(context: CliContext, id: string | undefined, json: boolean): Promise<void> {
  const book = openBook(context);
  if (id !== undefined) {
    const certificate = certificateAt(context, book, id);
    if (json) return context.out(JSON.stringify(certificate, null, 2));
    for (const line of describe(certificate)) context.out(line);
    return;
  }
  const all = book.list();
  if (json) return context.out(JSON.stringify(all, null, 2));
  if (all.length === 0) return context.out('No certificates yet. `ballast validate` issues one when a run has passed.');
  const rows = all.map(({ document, approvals }) => [
    document.id,
    document.deployment.id,
    `${document.stage}${document.run.isSimulated ? ', simulated' : ''}`,
    formatTime(document.expiresAt).slice(0, 10),
    approvals.map(({ by }) => by).join(', '),
  ]);
  for (const line of renderTable(['id', 'deployment', 'opens', 'until', 'approved by'], rows, context.stdout.columns)) context.out(line);
}

/** `ballast certificate verify`. Errors: the first thing that speaks against it, with all of them in its text. */
export async function verifyCertificate(context: CliContext, id: string): Promise<void> {
  await atGate(context, async (desk) => {
    const certificate = certificateAt(context, desk.certificates, id);
    const { stage, deployment } = certificate.document;
    const trading = { deployment: deploymentNamed(desk, deployment.id), stage, isReal: isReal(stage), now: await desk.book.latest() };
    const objections = desk.certificates.objections(certificate, trading, 0);
    const [first] = objections;
    if (first !== undefined)
      throw new BallastError(first.code, objections.map(({ code, message }) => `${code}: ${message}`).join('\n'), {
        where: certificate.document.id,
      });
    const approved =
      certificate.approvals.length === 0
        ? 'nobody has approved it yet'
        : `approved by ${certificate.approvals.map(({ by }) => by).join(', ')}`;
    context.out(`${certificate.document.id} holds: it opens ${stage} to ${deployment.id} as it is now; ${approved}.`);
  });
}

/** `ballast certificate approve`: needs the key alone, so that it can be done on a machine that trades nothing. */
export function approveCertificate(context: CliContext, file: string, by: string): void {
  const certificate = readCertificate(readText(context, file), file);
  if (certificate.approvals.some((approval) => approval.by === by)) return context.out(JSON.stringify(certificate, null, 2));
  const { signature } = openKeyRing(context, context.openHome({ create: false }).keys).sign(certificate.document, 'approval', by);
  context.out(JSON.stringify({ ...certificate, approvals: [...certificate.approvals, signature] }, null, 2));
}

/** `ballast certificate take`. */
export function takeCertificate(context: CliContext, file: string): void {
  const { document } = openBook(context).takeIn(readText(context, file), file);
  context.out(`Took in ${document.id}. \`ballast certificate verify ${document.id}\` says whether it holds.`);
}

function openBook(context: CliContext): CertificateBook {
  const home = context.openHome({ create: false });
  return new CertificateBook(home.certificates, openKeyRing(context, home.keys));
}

function certificateAt(context: CliContext, book: CertificateBook, id: string): Certificate {
  const path = resolve(context.cwd, id);
  return existsSync(path) ? readCertificate(readText(context, id), path) : book.find(id);
}

function readText({ cwd }: CliContext, file: string): string {
  const path = resolve(cwd, file);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return fail('GATE_CERTIFICATE_UNREADABLE', 'the file cannot be read', { where: path, cause: error });
  }
}

function* describe({ document, evidence, approvals }: Certificate): Generator<string> {
  const { id, deployment, stage, limit, run, criteria, issuedAt, expiresAt } = document;
  yield `${id}: opens ${stage} to ${deployment.id}, with positions of ${limit.amount} ${limit.currency} at most`;
  yield `${run.profile} run of session ${run.session}, ${formatTime(run.from)} to ${formatTime(run.to)}${run.isSimulated ? ', simulated: it never opens a real venue' : ''}`;
  yield `${deployment.strategy} ${deployment.strategyVersion} on ${deployment.instruments.join(', ')} ${deployment.interval}, code ${deployment.codeHash.slice(0, 12)}`;
  yield* renderTable(
    ['criterion', '>asked', '>measured'],
    Object.entries(criteria).map(([name, { limit: asked, measured }]) => [name, String(asked), String(measured)]),
  );
  yield `issued ${formatTime(issuedAt)}, holds until ${formatTime(expiresAt)}`;
  yield `measured by ${evidence.by} (${evidence.key.slice(0, 12)}), approved by ${approvals.map(({ by }) => by).join(', ') || 'nobody yet'}`;
}
