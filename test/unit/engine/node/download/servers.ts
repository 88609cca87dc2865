import { createHash } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** How a server answers one request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse, file: ServedFile) => void;

export interface ServedFile {
  readonly body: Buffer;
  readonly etag: string | undefined;
}

/** A web server with one file. It answers the first requests as instructed and the others correctly. */
export class FileServer {
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
  readonly behaviours: Behaviour[] = [];
  otherwise: Behaviour = whole;
  readonly #server = listening((request, response) => {
    this.requests.push({ path: request.url ?? '', headers: request.headers });
    const behave = this.behaviours.shift() ?? this.otherwise;
    behave(request, response, this.file);
  });

  constructor(public file: ServedFile) {}

  get port(): Promise<number> {
    return this.#server.port;
  }

  /** An address of the file. */
  async url(path = '/vgg19.h5'): Promise<string> {
    return `http://127.0.0.1:${await this.port}${path}`;
  }

  /** The same address with a checksum. */
  async checkedUrl(path?: string): Promise<string> {
    return `${await this.url(path)}#sha256=${createHash('sha256').update(this.file.body).digest('hex')}`;
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}

/** Answers according to RFC 9110: with a range, or with the whole file if the requested version has changed. */
export function whole(request: IncomingMessage, response: ServerResponse, { body, etag }: ServedFile): void {
  const { range, 'if-range': ifRange } = request.headers;
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  if (etag !== undefined) response.setHeader('etag', etag);
  if (start > 0 && (ifRange === undefined || ifRange === etag)) {
    if (start >= body.length) {
      response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
      return;
    }
    response.setHeader('content-range', `bytes ${start}-${body.length - 1}/${body.length}`);
    response.writeHead(206, { 'content-length': body.length - start }).end(body.subarray(start));
    return;
  }
  response.writeHead(200, { 'content-length': body.length }).end(body);
}

/** Begins correctly, and breaks the connection once this many bytes have arrived. */
export function breakingAfter(bytes: number): Behaviour {
  return (request, response, file) => {
    stallingAfter(bytes)(request, response, file);
    setTimeout(() => response.destroy(), 200);
  };
}

/** Begins correctly, and sends nothing more after this many bytes. */
export function stallingAfter(bytes: number): Behaviour {
  return (request, response, file) => {
    response.end = ((chunk: Buffer) => {
      response.flushHeaders();
      response.write(chunk.subarray(0, bytes));
      return response;
    }) as typeof response.end;
    whole(request, response, file);
  };
}

/** Answers every request with the whole file. */
export const ignoringRanges: Behaviour = (_, response, { body }) => {
  response.writeHead(200, { 'content-length': body.length }).end(body);
};

/** Gives a wrong length for the file. */
export function lying(contentLength: number): Behaviour {
  return (request, _, { body }) => {
    request.socket.end(
      Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${contentLength}\r\n\r\n`), body]),
    );
  };
}

/** Does not say how long the file is. */
export const chunked: Behaviour = (_, response, { body }) => {
  response.writeHead(200);
  response.write(body.subarray(0, 1000));
  response.end(body.subarray(1000));
};

export function answering(status: number, headers: Record<string, string> = {}, body = ''): Behaviour {
  return (_, response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** A proxy that opens tunnels, to one server whatever the name, so that names need not exist. */
export class TunnelProxy {
  readonly tunnels: string[] = [];
  readonly #server = listening((_, response) => {
    response.writeHead(400).end();
  });

  constructor(
    private readonly target: () => Promise<number>,
    private readonly status = 200,
  ) {
    this.#server.server.on('connect', (request: IncomingMessage, client: Socket) => {
      void this.#open(request, client);
    });
  }

  async url(): Promise<string> {
    return `http://127.0.0.1:${await this.#server.port}`;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  async #open(request: IncomingMessage, client: Socket): Promise<void> {
    this.tunnels.push(request.url ?? '');
    client.on('error', () => undefined);
    if (this.status !== 200) {
      client.end(`HTTP/1.1 ${this.status} No\r\n\r\n`);
      return;
    }
    const upstream = connect(await this.target(), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
  }
}

function listening(answer: (request: IncomingMessage, response: ServerResponse) => void): {
  server: Server;
  port: Promise<number>;
  close: () => Promise<void>;
} {
  const server = createServer(answer);
  const port = new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => {
        resolve();
      });
    });
  return { server, port, close };
}
