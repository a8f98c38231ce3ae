/**
 * All declarations that the schemas of ISO 15118-20 have in common.
 *
 * @module
 */

import * as controlModes from "./control-modes.ts";
import * as identifiers from "./identifiers.ts";
import * as messageTypes from "./message-types.ts";
import * as meteringTypes from "./metering-types.ts";
import * as quantities from "./quantities.ts";
import * as responseCodes from "./response-codes.ts";
import * as statusTypes from "./status-types.ts";

export const commonTypes = {
  ...controlModes,
  ...identifiers,
  ...messageTypes,
  ...meteringTypes,
  ...quantities,
  ...responseCodes,
  ...statusTypes,
};
