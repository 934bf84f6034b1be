// Another device of somebody's, or the legacy frontend: JSON calls with a cookie, an address and a browser's name of its own.
import { type APIRequestContext, expect, request } from '@playwright/test';
import type { Person } from './people';
import type { Server } from './server';

export const WECHAT_ON_IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.60';
export const EDGE_ON_WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';

let devices = 0;

export class Device {
  private constructor(private readonly caller: APIRequestContext) {}

  static async of(server: Server, userAgent = EDGE_ON_WINDOWS): Promise<Device> {
    devices++;
    // The limits per client address are no business of the next device.
    const extraHTTPHeaders = { 'X-Forwarded-For': `10.8.${devices >> 8}.${devices & 255}` };
    return new Device(await request.newContext({ baseURL: server.url, userAgent, extraHTTPHeaders }));
  }

  /** Registers the person, and is signed in afterwards. */
  static async registering(server: Server, person: Person): Promise<Device> {
    const device = await Device.of(server);
    const { industries: select_fields, ...fields } = person;
    await device.post('send_sms_code', { action_name: 'AccountReg', mobile: person.phone });
    await device.post('account_register', { ...fields, select_fields, code: await server.code(person.phone, 'AccountReg'), consent: true });
    return device;
  }

  async post(operation: string, data: object) {
    const reply = await (await this.caller.post(`/users/${operation}/`, { data })).json();
    expect(reply, operation).toMatchObject({ status: 'ok' });
  }

  async get(operation: string) {
    return (await this.caller.get(`/users/${operation}/`)).json();
  }

  async logIn(person: Person) {
    await this.post('account_login', { username: person.phone, password: person.password });
  }

  async isLoggedIn(): Promise<boolean> {
    return (await this.get('me')).status === 'ok';
  }

  async end() {
    await this.caller.dispose();
  }
}
