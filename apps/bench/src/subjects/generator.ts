import { runSlice } from '../load/run-slice.ts';
import type { Slice } from '../load/slice.ts';
import { serve } from '../processes/serve.ts';

serve({
  url: '',
  answer: (question) => runSlice(question as Slice),
  stop: async () => {},
});
