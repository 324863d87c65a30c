const brand = Symbol.for('hearth.store-locked-error');

/** Another process has this folder's database open: a second writer would lose rows. */
export class StoreLockedError extends Error {
  override readonly name = 'StoreLockedError' as const;
  readonly [brand] = true;
  readonly folder: string;
  /** Of the process that has it open. */
  readonly pid: number;

  constructor(folder: string, pid: number) {
    super(
      `The database in ${folder} is open in process ${pid}: stop it (kill ${pid}), or talk to the gateway that runs ` +
        'there with HEARTH_ADMIN_KEY set to one of its admin keys.',
    );
    this.folder = folder;
    this.pid = pid;
  }
}

export function isStoreLocked(value: unknown): value is StoreLockedError {
  return typeof value === 'object' && value !== null && brand in value;
}
