#!/usr/bin/env node
import { importFile } from './import-file.ts';

/** `npx gongdan COMMAND …`: the product from the command line (spec 06, 11). Each answers its exit code. */
const COMMANDS: Readonly<
  Record<string, { readonly does: string; readonly run: (args: string[]) => Promise<number> }>
> = {
  import: { does: 'FILE --preset NAME [--dry-run] …  tickets from a spreadsheet', run: importFile },
  doctor: { does: 'checks of the installation', run: () => script(() => import('./doctor.ts')) },
  'seed:demo': {
    does: '--tickets N  the demonstration company',
    run: () => script(() => import('./seed-demo.ts')),
  },
};

/** Those that are run by npm, too, read their arguments and set their exit code themselves. */
async function script(load: () => Promise<unknown>): Promise<number> {
  process.argv.splice(2, 1);
  await load();
  return Number(process.exitCode ?? 0);
}

const [name = '', ...rest] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command) process.exitCode = await command.run(rest);
else {
  const lines = Object.entries(COMMANDS).map(([key, { does }]) => `  npx gongdan ${key} ${does}`);
  const isAsked = ['', 'help', '--help', '-h'].includes(name);
  (isAsked ? process.stdout : process.stderr).write(`Usage:\n${lines.join('\n')}\n`);
  process.exitCode = isAsked ? 0 : 2;
}
