/**
 * A checkpoint is one JSON file that is either the old one or the new one, whole, whatever happens in between.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces the file at `path`. For a single writer: the name of the draft is always the same. */
export async function saveCheckpoint(path, value) {
  const draft = `${path}.draft`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(value));
    // Without this a power cut may leave the new name on an empty file.
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** What was saved last, or undefined where nothing was. Throws, with the mend, on a file that is no JSON object. */
export async function loadCheckpoint(path) {
  const text = await readFile(path, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text);
    if (value !== null && typeof value === 'object') return value;
  } catch {
    // Falls through to the one error text below.
  }
  throw new Error(`${path} is damaged. Delete the folder ${dirname(path)} to begin again from nothing.`);
}

/** The rename itself is safe only once the folder is on disk too. */
async function syncFolder(path) {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
