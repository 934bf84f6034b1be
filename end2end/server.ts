// A menhu of one's own: the built binary on a free port with a database in a temporary folder, and what its outbox holds.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const BINARY = resolve(process.env.MENHU_BIN ?? join(__dirname, '../target/release/menhu'));
const SITE = resolve(process.env.MENHU_SITE ?? join(__dirname, '../target/site'));

/** A message as `/dev/outbox.json` tells it. */
export interface Letter {
  id: string;
  channel: 'sms' | 'email';
  to: string;
  template: string;
  params: Record<string, string>;
  text: string;
}

export class Server {
  /** Everything it logged. */
  log = '';

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {
    process.stderr?.on('data', (chunk) => (this.log += chunk));
    process.on('error', (error) => (this.log += `${BINARY}: ${error.message}\n`));
  }

  /** Starts one and waits until its database answers. */
  static async start(): Promise<Server> {
    for (const built of [BINARY, SITE]) if (!existsSync(built)) throw new Error(`${built} is not there: build it first, or set MENHU_BIN and MENHU_SITE`);
    const folder = mkdtempSync(join(tmpdir(), 'menhu-e2e-'));
    const address = `127.0.0.1:${await freePort()}`;
    const process = spawn(BINARY, ['serve'], {
      cwd: folder,
      // Nothing of the developer's own settings.
      env: {
        MENHU_ADDR: address,
        MENHU_PUBLIC_URL: `http://${address}`,
        DATABASE_URL: `sqlite://${join(folder, 'menhu.db')}`,
        MENHU_SITE: SITE,
        MENHU_FLOOD_PER_MINUTE: '0',
        MENHU_TRUSTED_PROXIES: '127.0.0.1',
        // At another site than the portal, as in the world.
        MENHU_WECHAT_OPEN_URL: `http://localhost:${address.split(':')[1]}/dev/wechat`,
        MENHU_LOG: 'info',
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const server = new Server(`http://${address}`, folder, process);
    for (let tries = 0; tries < 200; tries++) {
      if (!server.lives) break;
      const ready = await fetch(`${server.url}/readyz`).catch(() => undefined);
      if (ready?.ok) return server;
      await pause(50);
    }
    await server.stop();
    throw new Error(`menhu did not start:\n${server.log}`);
  }

  private get lives(): boolean {
    return this.process.pid !== undefined && this.process.exitCode === null && this.process.signalCode === null;
  }

  async stop(): Promise<void> {
    if (this.lives) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The messages to this mobile or address, newest first. */
  async letters(to: string): Promise<Letter[]> {
    const letters: Letter[] = await (await fetch(`${this.url}/dev/outbox.json`)).json();
    return letters.filter((letter) => letter.to === to || letter.to === `+86${to}`);
  }

  /** The message with this template, once it has arrived. */
  async letter(to: string, template: string): Promise<Letter> {
    for (let tries = 0; tries < 150; tries++) {
      const letter = (await this.letters(to)).find((letter) => letter.template === template);
      if (letter) return letter;
      await pause(100);
    }
    throw new Error(`no ${template} for ${to} arrived`);
  }

  /** The code that was sent to register this mobile. */
  async code(mobile: string): Promise<string> {
    return (await this.letter(mobile, 'AccountReg')).params.code;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
