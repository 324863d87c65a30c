/** The one row of a statement that always returns one. */
export function onlyRow<Row>(rows: readonly Row[]): Row {
  const row = rows[0];
  if (row === undefined) throw new Error('a statement that returns a row returned none');
  return row;
}
