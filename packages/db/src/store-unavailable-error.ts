const brand = Symbol.for('hearth.store-unavailable-error');

/** The database can't be reached or didn't answer in time. Nothing is known about the question: never read it as "not found". */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError' as const;
  readonly [brand] = true;
}

/** A brand, not `instanceof`: two copies of this package know each other's errors. */
export function isStoreUnavailable(value: unknown): value is StoreUnavailableError {
  return typeof value === 'object' && value !== null && brand in value;
}
