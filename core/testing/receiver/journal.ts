/** What arrived: the lists that a test reads, and those who wait or listen for more. */
import type { ReceivedRecord } from './records.js';
import { isRefused, type ReceivedRequest, type RefusedRequest } from './requests.js';
import { throwLater } from './throw-later.js';

/** Called with each record that is kept and each request that is refused, as it happens. */
export type Listener = (entry: ReceivedRecord | RefusedRequest) => void;

/** The lists of a receiver. */
export interface Journal {
  readonly records: readonly ReceivedRecord[];
  readonly requests: readonly ReceivedRequest[];
  readonly refused: readonly RefusedRequest[];
  /** Writes a request down, and its records when they are kept. After `close` it does nothing. */
  readonly add: (request: ReceivedRequest, isStored: boolean) => void;
  readonly on: (listener: Listener) => () => void;
  /** Calls back after each request was written down, and at the close; returns its undo. */
  readonly onChange: (callback: () => void) => () => void;
  readonly reset: () => void;
  readonly isClosed: () => boolean;
  readonly close: () => void;
}

/** Makes empty lists. */
export function createJournal(): Journal {
  const records: ReceivedRecord[] = [];
  const requests: ReceivedRequest[] = [];
  const refused: RefusedRequest[] = [];
  const listeners = new Set<Listener>();
  const watchers = new Set<() => void>();
  let isClosed = false;

  const tell = (entry: ReceivedRecord | RefusedRequest): void => {
    for (const listener of listeners) {
      try {
        listener(entry);
      } catch (error) {
        throwLater(error);
      }
    }
  };

  return {
    records,
    requests,
    refused,
    add: (request, isStored) => {
      if (isClosed) return;
      requests.push(request);
      const kept = isStored ? request.records : [];
      for (const record of kept) records.push(record);
      if (isRefused(request)) refused.push(request);
      for (const record of kept) tell(record);
      if (isRefused(request)) tell(request);
      for (const watcher of [...watchers]) watcher();
    },
    on: (listener) => {
      const own: Listener = (entry) => listener(entry);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    onChange: (callback) => {
      watchers.add(callback);
      return () => void watchers.delete(callback);
    },
    reset: () => {
      records.length = 0;
      requests.length = 0;
      refused.length = 0;
    },
    isClosed: () => isClosed,
    close: () => {
      isClosed = true;
      for (const watcher of [...watchers]) watcher();
    },
  };
}
