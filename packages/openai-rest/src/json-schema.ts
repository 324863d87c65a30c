import * as z from 'zod';

export type JsonObject = Record<string, unknown>;

/** Unknown fields are dropped on the way in and may be added on the way out, so no object is closed. */
const openObjects = ({ jsonSchema }: { jsonSchema: JsonObject }): void => {
  delete jsonSchema['additionalProperties'];
};

/** Named schemas live once, in `components`; what is given is then a reference to `#/$defs/<name>`. */
export function toSchema(schema: z.ZodType, components: JsonObject): JsonObject {
  const options = { io: 'output', unrepresentable: 'any', override: openObjects } as const;
  const { $defs, $schema: _, ...root } = z.toJSONSchema(schema, options);
  Object.assign(components, $defs);
  const id = schema.meta()?.['id'];
  if (typeof id !== 'string') return root;
  components[id] ??= root;
  return { $ref: `#/$defs/${id}` };
}
