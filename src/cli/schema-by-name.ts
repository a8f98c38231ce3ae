/**
 * Schemas by the names that users give them.
 *
 * @module
 */

import type { Schema } from "../exi/schema.ts";
import { schemas } from "../messages/schemas.ts";
import { UserError } from "./exit.ts";

/** @throws {UserError} where there is no such schema. */
export function schemaByName(name: string): Schema {
  if (Object.hasOwn(schemas, name)) return schemas[name as keyof typeof schemas] as unknown as Schema;
  throw new UserError(`Unknown schema ${JSON.stringify(name)}: expected one of ${Object.keys(schemas).join(", ")}`);
}
