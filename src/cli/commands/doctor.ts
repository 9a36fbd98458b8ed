import type { Command } from 'commander';
import { doctor } from '../../app/doctor.ts';
import { doctorJson, renderChecks } from '../doctor-lines.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { helpAfter } from '../help.ts';
import { jsonText, printLines } from '../print.ts';
import type { World } from '../world.ts';
import { addFiles, type FileFlags, openRequest } from './flags.ts';

export interface DoctorFlags extends FileFlags {
  readonly json?: boolean;
}

export function configure(command: Command, world: World, exit: (code: ExitCode) => void): void {
  addFiles(command)
    .description('check all that watching and telling rest on; sends nothing, changes nothing')
    .option('--json', 'print one JSON object')
    .addHelpText('after', helpAfter('ops-monitor doctor'))
    .action(async (flags) => exit(await doctorCommand(world, flags)));
}

async function doctorCommand(world: World, flags: DoctorFlags): Promise<ExitCode> {
  const ports = await world.openDoctor(openRequest('doctor', flags));
  const checks = await doctor(ports, world.signal);
  const lines = flags.json === true ? [jsonText(doctorJson(checks))] : renderChecks(checks);
  printLines(world.stdout, lines);
  return checks.some(({ level }) => level === 'fail') ? EXIT.failed : EXIT.done;
}
