import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export interface DatabaseUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom the embedded PostgreSQL runs as: null for "as we do"; for root (whom PostgreSQL refuses) the user `postgres`, else `nobody`.
 * Throws when root finds neither in /etc/passwd.
 */
export async function databaseUser(): Promise<DatabaseUser | null> {
  if (process.getuid?.() !== 0) return null;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const entry = lines.find(([account]) => account === name);
    if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error('PostgreSQL refuses to run as root, and this machine has neither a user "postgres" nor "nobody"; run as another user');
}

/** Whether the user may pass through every existing folder on the way to `target`. */
export async function canReach(target: string, user: DatabaseUser): Promise<boolean> {
  const { root } = path.parse(target);
  for (let folder = path.dirname(target); folder !== root; folder = path.dirname(folder)) {
    try {
      const { uid, gid, mode } = await stat(folder);
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    } catch (error) {
      // What does not exist yet is made by root, open to pass through.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  return true;
}
