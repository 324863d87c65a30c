import type {
  ApiKey,
  CreatedKey,
  InstalledModel,
  KeyCreateRequest,
  ModelMoved,
  SystemSnapshot,
  UsageRow,
  UsageRowsRequest,
  UsageSummary,
  UsageSummaryRequest,
} from '@hearth/wire';

/**
 * What the commands need, whoever answers: a gateway over HTTP or over the socket in its home, or the store itself when none
 * runs. Rejects with `HearthError`, `CommandError`, or what opening the store throws.
 */
export interface AdminConnection extends AsyncDisposable {
  readonly via: 'http' | 'socket' | 'store';
  /** Where it leads, for people. */
  readonly target: string;
  readonly keys: {
    create(request: KeyCreateRequest): Promise<CreatedKey>;
    /** Newest first. */
    list(): Promise<readonly ApiKey[]>;
    revoke(id: string): Promise<ApiKey>;
  };
  readonly usage: {
    summary(request: UsageSummaryRequest): Promise<UsageSummary>;
    /** Newest first. */
    rows(request: UsageRowsRequest): Promise<readonly UsageRow[]>;
  };
  readonly models: {
    installed(): Promise<readonly InstalledModel[]>;
    /** Resolves once the model is loaded. */
    warm(model: string): Promise<ModelMoved>;
    unload(model: string): Promise<ModelMoved>;
  };
  readonly system: {
    snapshot(): Promise<SystemSnapshot>;
  };
}
