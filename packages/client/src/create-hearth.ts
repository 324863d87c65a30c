import { type Call, createCall } from './call.ts';
import { createChatStream } from './chat-stream.ts';
import type { Hearth, HearthAdmin, HearthChat } from './hearth.ts';
import { createOpenStream } from './open-stream.ts';
import type { HearthOptions } from './options.ts';
import { type Settings, toSettings } from './settings.ts';

function createChat(settings: Settings, call: Call): HearthChat {
  return {
    complete(params, options) {
      const input = { ...params, messages: [...params.messages] };
      return call((rpc, sent) => rpc.chat.complete.mutate(input, sent), options);
    },
    stream(params, options = {}) {
      // Taken now: a caller may go on with its list of messages before the first read.
      const input = { ...params, messages: [...params.messages] };
      const open = createOpenStream(settings, input, options);
      return createChatStream({ open, signal: options.signal });
    },
    models: (options) => call((rpc, sent) => rpc.chat.models.query(undefined, sent), options),
  };
}

function createAdmin(call: Call): HearthAdmin {
  return {
    keys: {
      create: (params, options = {}) =>
        call((rpc, sent) => rpc.admin.keys.create.mutate(params, sent), {
          ...options,
          maxRetries: options.maxRetries ?? 0,
        }),
      list: (options) => call((rpc, sent) => rpc.admin.keys.list.query(undefined, sent), options),
      revoke: (params, options) =>
        call((rpc, sent) => rpc.admin.keys.revoke.mutate(params, sent), options),
    },
    usage: {
      summary: (params = {}, options) =>
        call((rpc, sent) => rpc.admin.usage.summary.query(params, sent), options),
      rows: (params = {}, options) =>
        call((rpc, sent) => rpc.admin.usage.rows.query(params, sent), options),
    },
    models: {
      list: (options) => call((rpc, sent) => rpc.admin.models.list.query(undefined, sent), options),
      warm: (params, options) =>
        call((rpc, sent) => rpc.admin.models.warm.mutate(params, sent), options),
      unload: (params, options) =>
        call((rpc, sent) => rpc.admin.models.unload.mutate(params, sent), options),
    },
    system: {
      snapshot: (options) =>
        call((rpc, sent) => rpc.admin.system.snapshot.query(undefined, sent), options),
    },
  };
}

/**
 * A typed client of one Hearth gateway. Makes no request and reads no environment.
 * Throws `TypeError` for a `baseURL` that isn't an http URL.
 */
export function createHearth(options: HearthOptions = {}): Hearth {
  const settings = toSettings(options);
  const call = createCall(settings);
  return {
    chat: createChat(settings, call),
    embed: {
      create(params, options) {
        const input = typeof params.input === 'string' ? params.input : [...params.input];
        return call((rpc, sent) => rpc.embed.create.mutate({ ...params, input }, sent), options);
      },
    },
    admin: createAdmin(call),
  };
}
