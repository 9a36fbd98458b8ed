/**
 * The work of disk-inventory: reads one folder after the other and counts its files and bytes by extension.
 * A folder counts wholly or not at all, so the totals of a checkpoint always fit its queue of pending folders.
 */
import { lstat, opendir, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.mjs';
import { openFolderQueue } from './folder-queue.mjs';

const VERSION = 1;
/** How many files are asked for their size side by side. */
const BATCH = 128;
/** Names with random endings must not blow up the checkpoint: what is beyond this counts as `(other)`. */
const MAX_EXTENSIONS = 1000;
const MAX_EXTENSION_CHARACTERS = 16;

/** The checkpoint of the inventory in `stateDir`, or undefined before the first start. */
export async function readInventory(stateDir) {
  const checkpoint = await loadCheckpoint(checkpointPath(stateDir));
  if (checkpoint !== undefined && checkpoint.version !== VERSION) {
    throw new Error(
      `${checkpointPath(stateDir)} is of another version. Delete it to begin again from nothing.`,
    );
  }
  return checkpoint;
}

/** Whether an inventory of `root` that was started now would go on from this checkpoint. */
export function canResume(checkpoint, root) {
  return checkpoint !== undefined && !checkpoint.completed && checkpoint.root === root;
}

/**
 * Counts until all is read or `signal` aborts, and saves on the way and at the end.
 * `root` and `stateDir` are real paths (no symlinks in them); `nonce` tells this worker's checkpoints from older ones.
 */
export async function takeInventory({ root, stateDir, nonce, saveEverySeconds, paceMs, signal }) {
  const previous = await readInventory(stateDir);
  const inventory = canResume(previous, root) ? previous : emptyInventory(root);
  Object.assign(inventory, { nonce, stopped: false });
  // Folders are known by their path under the root; the root itself is the empty one.
  const queue = await openFolderQueue(queuePath(stateDir), { mark: inventory.queue, first: '' });

  const save = async () => {
    // The queue first: a checkpoint must never speak of lines that are not on disk.
    inventory.queue = await queue.save();
    inventory.savedAt = new Date().toISOString();
    await saveCheckpoint(checkpointPath(stateDir), inventory);
  };
  await save();
  let lastSave = performance.now();
  for (let folder = await queue.peek(); folder !== undefined; folder = await queue.peek()) {
    if (signal.aborted || !(await countFolder({ folder, root, skip: stateDir, queue, inventory, signal })))
      break;
    if (performance.now() - lastSave >= saveEverySeconds * 1000) {
      await save();
      lastSave = performance.now();
    }
    if (paceMs > 0) await sleep(paceMs, undefined, { signal }).catch(() => {});
  }
  inventory.completed = (await queue.peek()) === undefined;
  inventory.stopped = !inventory.completed;
  await save();
  await queue.close();
  if (inventory.completed) await rm(queuePath(stateDir), { force: true });
}

function emptyInventory(root) {
  return {
    version: VERSION,
    root,
    startedAt: new Date().toISOString(),
    savedAt: undefined,
    completed: false,
    /** Ended on request, with this checkpoint as its last deed. */
    stopped: false,
    scannedDirs: 0,
    /** Found so far, read or not: the root to begin with. */
    foundDirs: 1,
    unreadableDirs: 0,
    vanishedDirs: 0,
    files: 0,
    bytes: 0,
    /** `{".js": {files, bytes}}` */
    byExtension: {},
    /** The mark of the folder queue. */
    queue: undefined,
  };
}

/** Reads one folder and adds it to the inventory. False, with nothing changed, when it was asked to stop meanwhile. */
async function countFolder({ folder, root, skip, queue, inventory, signal }) {
  const seen = { folders: 0, byExtension: new Map() };
  try {
    await readFolder({ root: bytesOf(root), folder, skip: bytesOf(skip), queue, seen, signal });
  } catch (error) {
    queue.rollback();
    if (signal.aborted) return false;
    if (!(error instanceof FolderError)) throw error;
    inventory[error.isGone ? 'vanishedDirs' : 'unreadableDirs'] += 1;
    seen.folders = 0;
    seen.byExtension.clear();
  }
  queue.commit();
  inventory.scannedDirs += 1;
  inventory.foundDirs += seen.folders;
  for (const [extension, { files, bytes }] of seen.byExtension) add(inventory, extension, files, bytes);
  return true;
}

async function readFolder({ root, folder, skip, queue, seen, signal }) {
  const path = root === '/' ? folder : root + folder;
  let batch = [];
  for await (const entry of entriesOf(path || '/')) {
    signal.throwIfAborted();
    const name = entry.name.toString('latin1');
    // A symlink is neither: what it points to is counted where it is, or lies outside.
    if (entry.isFile()) batch.push(`${path}/${name}`);
    else if (entry.isDirectory() && `${path}/${name}` !== skip) {
      await queue.put(`${folder}/${name}`);
      seen.folders += 1;
    }
    if (batch.length === BATCH) batch = await countFiles(batch, seen);
  }
  await countFiles(batch, seen);
}

/** Streamed, because a single folder may hold millions of names. */
async function* entriesOf(path) {
  try {
    yield* await opendir(fromBytes(path), { encoding: 'buffer', bufferSize: BATCH });
  } catch (error) {
    throw blame(error);
  }
}

/** This folder cannot be read, or not to its end. All other errors are about the job and end it. */
class FolderError extends Error {
  isGone = ['ENOENT', 'ENOTDIR'].includes(this.cause.code);
}

function blame(error) {
  // The host is short of something: no fault of the folder, and a later start may read it.
  if (['EMFILE', 'ENFILE', 'ENOMEM'].includes(error.code)) return error;
  return new FolderError(error.message, { cause: error });
}

/** Returns an empty batch for the next files. */
async function countFiles(paths, seen) {
  const sizes = await Promise.all(paths.map(sizeOf));
  for (const [index, size] of sizes.entries()) {
    if (size === undefined) continue;
    const extension = extensionOf(paths[index]);
    const total = seen.byExtension.get(extension) ?? { files: 0, bytes: 0 };
    seen.byExtension.set(extension, { files: total.files + 1, bytes: total.bytes + size });
  }
  return [];
}

/** In bytes; undefined for a file that vanished or was replaced by something else since its name was read. */
async function sizeOf(path) {
  try {
    const stats = await lstat(fromBytes(path));
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    const failure = blame(error);
    if (failure.isGone) return undefined;
    throw failure;
  }
}

function add(inventory, extension, files, bytes) {
  const all = inventory.byExtension;
  const isKnown = Object.hasOwn(all, extension) || Object.keys(all).length < MAX_EXTENSIONS;
  const key = isKnown ? extension : '(other)';
  all[key] = { files: (all[key]?.files ?? 0) + files, bytes: (all[key]?.bytes ?? 0) + bytes };
  inventory.files += files;
  inventory.bytes += bytes;
}

function extensionOf(path) {
  const extension = fromBytes(extname(path)).toString('utf8').toLowerCase();
  if (extension === '' || extension === '.') return '(none)';
  return extension.length > MAX_EXTENSION_CHARACTERS ? '(other)' : extension;
}

/**
 * On Linux a name is any bytes, not always UTF-8. As latin1 every byte is one character, so no name is lost on the way
 * through strings, JSON and back.
 */
function bytesOf(path) {
  return Buffer.from(path, 'utf8').toString('latin1');
}

function fromBytes(text) {
  return Buffer.from(text, 'latin1');
}

function checkpointPath(stateDir) {
  return join(stateDir, 'checkpoint.json');
}

function queuePath(stateDir) {
  return join(stateDir, 'pending-folders.jsonl');
}
