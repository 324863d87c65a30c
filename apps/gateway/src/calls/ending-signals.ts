import type { ModelCall } from '@hearth/api';
import type { Lease } from '@hearth/limiter';

/** Everything that ends a running call: its caller leaves, its slot is lost, or the gateway stops. */
export function endingSignals(call: ModelCall, lease: Lease, shutdown: AbortSignal): AbortSignal[] {
  return [call.signal, lease.lost, shutdown];
}
