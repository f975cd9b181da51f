import type { Command } from 'commander';

import type { CliContext } from '../context.ts';

/** `ballast certificate`: what a validation has proven, and whether it holds. */
export function register(program: Command, context: CliContext): void {
  const certificate = program
    .command('certificate')
    .description('what validations have proven, signed; and whether it holds for what would run');
  certificate
    .command('show')
    .description('list the certificates, or show one')
    .argument('[id]', 'its id, or the path of a file')
    .option('--json', 'print as JSON')
    .action(async (id: string | undefined, { json = false }: { readonly json?: boolean }) =>
      (await import('../certificate-command.ts')).showCertificates(context, id, json),
    );
  certificate
    .command('verify')
    .description('check signatures, time and every hash against what ballast.yaml would run now; says what differs')
    .argument('<id>', 'its id, or the path of a file')
    .action(async (id: string) => (await import('../certificate-command.ts')).verifyCertificate(context, id));
  certificate
    .command('approve')
    .description('sign a certificate in a file with your key, on the machine that has it; prints it with the signature')
    .argument('<file>', 'the certificate')
    .requiredOption('--by <name>', 'the person, whose key signs')
    .action(async (file: string, { by }: { readonly by: string }) =>
      (await import('../certificate-command.ts')).approveCertificate(context, file, by),
    );
  certificate
    .command('take')
    .description('take in a certificate that was approved on another machine')
    .argument('<file>', 'the certificate')
    .action(async (file: string) => (await import('../certificate-command.ts')).takeCertificate(context, file));
}
