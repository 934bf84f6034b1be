// A menhu of one's own: the built binary on a free port with a database in a temporary folder, and what its outbox holds.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

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

type Settings = Record<string, string>;

export class Server {
  /** Everything it logged. */
  log = '';
  private events = 0;

  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly env: Record<string, string>,
    private readonly process: ChildProcess,
  ) {
    process.stderr?.on('data', (chunk) => (this.log += chunk));
    process.on('error', (error) => (this.log += `${BINARY}: ${error.message}\n`));
  }

  /** Starts one and waits until its database answers. It begins with a copy of what is in the folder `from`, under these settings too. */
  static async start(from?: string, settings: Settings | ((address: string) => Settings) = {}): Promise<Server> {
    for (const built of [BINARY, SITE]) if (!existsSync(built)) throw new Error(`${built} is not there: build it first, or set MENHU_BIN and MENHU_SITE`);
    const folder = mkdtempSync(join(tmpdir(), 'menhu-e2e-'));
    if (from) cpSync(from, folder, { recursive: true });
    const address = `127.0.0.1:${await freePort()}`;
    // Nothing of the developer's own settings.
    const env = {
      MENHU_MODE: 'development',
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
      ...(typeof settings === 'function' ? settings(address) : settings),
    };
    const process = spawn(BINARY, ['serve'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    const server = new Server(`http://${address}`, folder, env, process);
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
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Ends it as an operator would, and says where its database is. */
  async leave(): Promise<string> {
    await this.end('SIGTERM');
    return this.folder;
  }

  private async end(signal: NodeJS.Signals) {
    if (!this.lives) return;
    const ended = once(this.process, 'exit');
    this.process.kill(signal);
    await ended;
  }

  /** What the operator's command line says, on this server's database; such as `event set 1 --capacity 5`. */
  async command(...args: string[]): Promise<string> {
    return (await promisify(execFile)(BINARY, args, { cwd: this.folder, env: this.env })).stdout;
  }

  /** Adds an event that is no other test's, as an operator would, and says what it is called by. */
  async addEvent(title: string, capacity: number, ...more: string[]): Promise<string> {
    const name = `e2e-${++this.events}`;
    await this.command('event', 'add', name, '--title', title, '--city', '杭州', '--place', '未来科技城 一号厅', '--capacity', String(capacity), '--starts-at', '2030-05-20T14:00:00+08:00', ...more);
    return name;
  }

  /** The messages to this mobile or address, newest first. */
  async letters(to: string): Promise<Letter[]> {
    const letters: Letter[] = await (await fetch(`${this.url}/dev/outbox.json`)).json();
    return letters.filter((letter) => letter.to === to || letter.to === `+86${to}`);
  }

  /** Lets the event begin in a moment, since none may be made that has begun, and waits for it. */
  async startEvent(name: string) {
    const soon = Date.now() + 3000;
    await this.command('event', 'set', name, '--starts-at', new Date(soon).toISOString());
    await pause(soon - Date.now() + 100);
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

  /** The code that was sent to this mobile or address for this. */
  async code(to: string, template: string): Promise<string> {
    return (await this.letter(to, template)).params.code;
  }

  /** The path of the link that was mailed to bind this address. */
  async bindingLink(email: string): Promise<string> {
    const { text } = await this.letter(email, 'BindEmail');
    return new RegExp(`${this.url}(/binding/email[?]token=[0-9a-f]+)`).exec(text)![1];
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
