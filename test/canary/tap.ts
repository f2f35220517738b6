/** A tap on the wire: passes bytes on to a server, and counts what must not be in those that come from the client. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { countMarkers } from './markers.js';

/** A tap. */
export interface Tap {
  readonly port: number;
  /** What passed so far. */
  readonly passed: () => { readonly bytes: number; readonly markers: number; readonly controls: number };
  readonly close: () => Promise<void>;
}

/** Characters that are looked at again with the next bytes, so that nothing hides between two reads. */
const overlap = 64;

/** Starts a tap before a port of this machine. `control`: a text that must pass, to show that the tap can read. */
export async function startTap(port: number, control: string): Promise<Tap> {
  let [bytes, markers, controls] = [0, 0, 0];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    let end = '';
    client.on('data', (chunk) => {
      const text = end + chunk.toString('latin1');
      bytes += chunk.length;
      markers += countMarkers(text) - countMarkers(end);
      controls += text.split(control).length - end.split(control).length;
      end = text.slice(-overlap);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    passed: () => ({ bytes, markers, controls }),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
