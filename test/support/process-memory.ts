import { readdirSync, readFileSync } from 'node:fs';

/**
 * What a process and all that it has started hold in memory, in bytes, without the database server; null where the
 * system does not tell as Linux does.
 */
export function memoryOfTree(root: number): number | null {
  const children = new Map<number, number[]>();
  const memory = new Map<number, number>();
  try {
    for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const status = statusOf(entry);
      if (status === null || status.name.startsWith('postgres')) continue;
      memory.set(Number(entry), status.bytes);
      children.set(status.parent, [...(children.get(status.parent) ?? []), Number(entry)]);
    }
  } catch {
    return null;
  }
  const sum = (pid: number): number =>
    (children.get(pid) ?? []).reduce((all, child) => all + sum(child), memory.get(pid) ?? 0);
  return sum(root);
}

/** Null for a process that has ended meanwhile. */
function statusOf(pid: string): { name: string; parent: number; bytes: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): string => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(text)?.[1] ?? '';
    return { name: field('Name'), parent: Number(field('PPid')), bytes: Number(field('VmRSS')) * 1024 };
  } catch {
    return null;
  }
}
