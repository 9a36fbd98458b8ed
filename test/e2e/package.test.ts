/** The package as a user gets it: from the tarball, without a network, run from anywhere. */
import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { builtProgram } from '../support/built-program.ts';
import { longJob, PAUSED } from '../support/e2e-jobs.ts';
import { createRig, type Rig } from '../support/e2e-rig.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NOT_PACKED = ['node_modules', '.git', 'dist', 'test', 'coverage'];

const run = promisify(execFile);

/** npm with a home of its own, which therefore knows no registry, and is not to ask any. */
async function npm(rig: Rig, cwd: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: rig.at('npm-home'), npm_config_cache: rig.at('npm-cache') };
  const quiet = ['--offline', '--no-audit', '--no-fund', '--no-update-notifier', '--ignore-scripts'];
  return (await run('npm', [...args, ...quiet], { cwd, env })).stdout;
}

/** Packs a copy of the project that holds the very program that is tested. */
async function pack(rig: Rig): Promise<string> {
  const project = rig.at('project');
  for (const name of readdirSync(ROOT)) {
    if (!NOT_PACKED.includes(name)) cpSync(join(ROOT, name), join(project, name), { recursive: true });
  }
  const [, built] = builtProgram();
  mkdirSync(join(project, 'dist'));
  copyFileSync(built, join(project, 'dist', 'ops-monitor.js'));
  copyFileSync(join(dirname(built), 'package.json'), join(project, 'dist', 'package.json'));
  const name = (await npm(rig, project, 'pack', '--pack-destination', rig.folder)).trim().split('\n').at(-1);
  return rig.at(name ?? '');
}

/** Tick, selftest and validate-config of this file, started as it is, from a folder that has nothing to do with it. */
async function expectToWork(rig: Rig, file: string): Promise<void> {
  mkdirSync(rig.at('elsewhere'), { recursive: true });
  const call = (...argv: string[]) => rig.run(argv, { file, cwd: rig.at('elsewhere') });
  expect(await call('--version')).toMatchObject({
    exitCode: 0,
    stdout: `${packageJson.version}\n`,
    stderr: '',
  });
  expect(await call('selftest')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/\nselftest: OK\n$/),
  });
  const telegram = await rig.startTelegram();
  rig.writeJobs([longJob(rig, 'scan')]);
  rig.write('scan.json', PAUSED);
  expect(await call('validate-config')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await call('tick')).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(telegram.accepted.map(({ text }) => text)).toEqual([expect.stringContaining('• scan (scan, ')]);
}

describe.concurrent('the package', () => {
  test('works where it was installed globally from its tarball, through the link to it', async (context) => {
    const rig = createRig(context);
    const tarball = await pack(rig);
    const prefix = rig.at('prefix');
    mkdirSync(prefix);
    await npm(rig, rig.folder, 'install', '--global', '--prefix', prefix, tarball);

    const link = join(prefix, 'bin', 'ops-monitor');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    const installed = join(prefix, 'lib', 'node_modules', packageJson.name);
    expect(existsSync(join(installed, 'node_modules'))).toBe(false);
    // As a shell starts it: by the link, which asks `env` for node.
    const byName = await rig.run([], { before: ['sh', '-c', `'${link}' --version`, 'sh'] });
    expect(byName).toMatchObject({ exitCode: 0, stdout: `${packageJson.version}\n` });
    await expectToWork(rig, link);

    const example = join(installed, 'examples', 'ops-jobs.example.json');
    expect(await rig.run(['validate-config', '--config-file', example], { file: link })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^OK: version=1 jobs=\d+ defaults=\{/),
    });
    expect(await rig.run(['status', '--config-file', example], { file: link })).toMatchObject({
      exitCode: 0,
    });
  });

  test('holds what its documents speak of, and no more than a user needs', async (context) => {
    const rig = createRig(context);
    const tarball = await pack(rig);
    const { stdout } = await run('tar', ['-tzf', tarball]);
    const names = stdout
      .split('\n')
      .filter(Boolean)
      .map((name) => name.replace(/^package\//, ''));
    for (const name of [
      'LICENSE',
      'README.md',
      'README.zh-CN.md',
      'OPS_FRAMEWORK.md',
      'SKILL.md',
      'CHANGELOG.md',
    ]) {
      expect(names).toContain(name);
    }
    expect(names).toEqual(
      expect.arrayContaining([
        'dist/ops-monitor.js',
        'dist/package.json',
        'examples/ops-jobs.example.json',
        'schema/ops-jobs.schema.json',
      ]),
    );
    expect(names.filter((name) => /^(src|test|scripts|node_modules)\/|\.ts$|(^|\/)\./.test(name))).toEqual(
      [],
    );
  });

  test('is one file that also works alone, under another name, and by a link to it', async (context) => {
    const rig = createRig(context);
    const alone = rig.at('alone', 'watch-my-jobs.js');
    mkdirSync(dirname(alone));
    copyFileSync(builtProgram()[1], alone);
    const link = rig.at('alone', 'ops');
    symlinkSync(basename(alone), link);
    await expectToWork(rig, link);
    expect(readdirSync(dirname(alone)).sort()).toEqual(['ops', 'watch-my-jobs.js']);
  });
});
