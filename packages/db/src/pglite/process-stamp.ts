import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** proc(5) `/proc/pid/stat`: the state is the 3rd field, the start time in ticks since boot the 22nd; the 2nd may hold spaces. */
function stampFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ended = fields[0] === 'Z' || fields[0] === 'X';
    return ended ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function stampFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** Windows: no start time without a native module; a pid that was given anew counts as the same process. */
function stampFromSignal(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
    return 'running';
  } catch {
    return undefined;
  }
}

/** Tells a process from a later one with the same pid; undefined = no such process runs. A zombie doesn't run. */
export function processStamp(pid: number): string | undefined {
  if (process.platform === 'linux') return stampFromProc(pid);
  return process.platform === 'win32' ? stampFromSignal(pid) : stampFromPs(pid);
}

/** Where pids mean the same: one boot of one machine and, on Linux, one pid namespace (two containers may share a folder). */
export function pidSpace(): string {
  if (process.platform !== 'linux') return hostname();
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
