// The licences of all packages of which something went into the built file.
import { readdir, readFile } from 'node:fs/promises';

/** Returns the text of THIRD-PARTY-LICENSES.txt. Throws where a package says nothing of its licence. */
export async function thirdPartyLicenses({ inputs }) {
  const folders = new Set(Object.keys(inputs).flatMap(packageFolder));
  const entries = await Promise.all([...folders].sort().map(describe));
  const lead = 'dist/ops-monitor.js contains code of these packages, each under the licence below it.\n';
  return [lead, ...entries].join(`\n${'='.repeat(80)}\n\n`);
}

/** `…/node_modules/NAME` of an input; nothing for the program's own files. */
function packageFolder(path) {
  const [folder] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path) ?? [];
  return folder === undefined ? [] : [folder];
}

async function describe(folder) {
  const { name, version, license, homepage } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')));
  if (texts.length === 0 && license === undefined) throw new Error(`${folder}: no licence found`);
  const title = `${name} ${version} (${license ?? 'see below'})${homepage ? `\n${homepage}` : ''}`;
  return [title, ...texts.map((text) => text.trim())].join('\n\n').concat('\n');
}
