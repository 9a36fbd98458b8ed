/** Who may read and write a file. Looks only. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileAccess, FileFacts } from '../core/doctor-facts.ts';

/** `state folder`: of the file `path`, or where it is not there yet the nearest above it that is. Never rejects. */
export async function inspectFile(
  path: string,
  role: FileFacts['role'],
  userId: number | undefined,
): Promise<FileFacts> {
  if (role !== 'state folder') return { path, role, access: await accessTo(path, userId) };
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = await accessTo(folder, userId);
    if (found || folder === dirname(folder)) return { path: folder, role, access: found };
  }
}

async function accessTo(path: string, user: number | undefined): Promise<FileAccess | undefined> {
  try {
    const { mode, uid } = await stat(path);
    const isReachable = await canOthersReach(dirname(path));
    return {
      owner: uid,
      user,
      canWrite: await isWritable(path),
      othersCanRead: isReachable && (mode & (constants.S_IRGRP | constants.S_IROTH)) !== 0,
      othersCanWrite: isReachable && (mode & (constants.S_IWGRP | constants.S_IWOTH)) !== 0,
    };
  } catch {
    return undefined;
  }
}

/** Nobody gets past a folder that only its owner may enter, whatever the files in it allow. */
async function canOthersReach(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  if ((mode & (constants.S_IXGRP | constants.S_IXOTH)) === 0) return false;
  return folder === dirname(folder) || canOthersReach(dirname(folder));
}

async function isWritable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
