import { expect, it } from 'vitest';
import { JobFileSchema } from '../../src/schema/config.ts';
import { MonitorStateSchema } from '../../src/schema/state.ts';
import { StatusSchema } from '../../src/schema/status.ts';
import { exportedShape } from '../support/exported-shape.ts';

// Out of date? `npx vitest run test/schema/shapes.test.ts --update` writes them anew.
it.each([
  ['job-file', JobFileSchema],
  ['state', MonitorStateSchema],
  ['status', StatusSchema],
])('%s.schema.json says what the zod schema says', async (name, schema) => {
  await expect(exportedShape(schema)).toMatchFileSnapshot(`../../src/schema/${name}.schema.json`);
});
