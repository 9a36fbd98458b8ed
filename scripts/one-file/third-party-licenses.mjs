// The licences of all packages of which something went into the built file.
import { readdir, readFile } from 'node:fs/promises';

/** Where a package names a licence and does not bring its text: another one that does. */
const TEXTS = { 'Apache-2.0': 'node_modules/typescript/LICENSE' };

/** Returns the text of THIRD-PARTY-LICENSES.txt. Throws where a package's licence cannot be shown. */
export async function thirdPartyLicenses({ inputs }) {
  const folders = new Set(Object.keys(inputs).flatMap(packageFolder));
  const entries = await Promise.all([...folders].sort().map(describe));
  const lead =
    'dist/ops-monitor.js contains code of these packages, each under the licence that follows its name.\n';
  return [lead, ...entries].join(`\n${'='.repeat(80)}\n\n`);
}

/** `…/node_modules/NAME` of an input; nothing for the program's own files. */
function packageFolder(path) {
  const [folder] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path) ?? [];
  return folder === undefined ? [] : [folder];
}

async function describe(folder) {
  const { name, version, license, homepage } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const own = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const files = own.length > 0 ? own.map((file) => `${folder}/${file}`) : [TEXTS[license]];
  if (files.includes(undefined)) throw new Error(`${folder}: its licence (${license}) comes without a text`);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const title = `${name} ${version} (${license})${homepage ? `\n${homepage}` : ''}`;
  return [title, ...texts.map((text) => text.trim())].join('\n\n').concat('\n');
}
