import type { ModelCall } from '@hearth/api';
import type { Lease } from '@hearth/limiter';

/** Everything that ends a running call: its caller leaves, its slot is lost, or the gateway stops. */
export function callSignal(call: ModelCall, lease: Lease, shutdown: AbortSignal): AbortSignal {
  const signals = [lease.lost, shutdown];
  return AbortSignal.any(call.signal === undefined ? signals : [call.signal, ...signals]);
}
