// The portal as a person uses it; the differences between pages with and without scripts stay in here.
import { type Locator, type Page, expect } from '@playwright/test';
import type { Watch } from './fixtures';
import { type Person, TYPED } from './people';
import type { Server } from './server';

export class Portal {
  constructor(
    readonly page: Page,
    readonly server: Server,
    readonly scripts: boolean,
    private readonly watch: Watch,
    /** One of the page's forms; without it the page is one form. */
    private readonly only?: Locator,
  ) {}

  /** Of a page with several forms, the one for this operation. */
  form(operation: string): Portal {
    const form = this.page.locator('main form', { has: this.page.locator(`input[type=hidden][name=form][value=${operation}]`) });
    return new Portal(this.page, this.server, this.scripts, this.watch, form);
  }

  private get within(): Locator {
    return this.only ?? this.page.locator('main');
  }

  /** The same in another tab. */
  async inNewTab(): Promise<Portal> {
    return new Portal(await this.page.context().newPage(), this.server, this.scripts, this.watch);
  }

  /** Opens a page and waits until it is as good as it gets. */
  async open(path: string) {
    await this.page.goto(path);
    await this.ready();
  }

  async reload() {
    await this.page.reload();
    await this.ready();
  }

  /** The page is parsed to its end, and where there is a form, its island has come to life. */
  async ready() {
    // What has just been landed on may still be coming in: its island, or the half of its errors, may not be there yet.
    await this.page.waitForLoadState('domcontentloaded');
    if (this.scripts && (await this.page.locator('leptos-island').count())) await expect(this.page.locator('html')).toHaveAttribute('data-ready');
  }

  /** From here on no script and no WASM ever arrives. */
  async loseScripts() {
    this.watch.expects(
      /^request failed: \/pkg\/menhu\S*\.(js|wasm) net::ERR_FAILED$/,
      /^console error: Failed to load resource: net::ERR_FAILED \/pkg\/menhu\S*\.(js|wasm)$/,
      /^page error: Failed to fetch( dynamically imported module: \S*)?$/,
    );
    await this.page.route(/\.(js|wasm)$/, (route) => route.abort());
  }

  /** What is typed or ticked under this name; not the hidden fields. */
  field(name: string): Locator {
    return this.within.locator(`[name="${name}"]:not([type=hidden])`);
  }

  industry(code: string): Locator {
    return this.page.locator(`[name=select_fields][value=${code}]`);
  }

  get consent(): Locator {
    return this.page.getByRole('checkbox', { name: /我已阅读并同意|I have read and agree/ });
  }

  get codeButton(): Locator {
    return this.within.locator('button[data-again]');
  }

  /** The primary action of the page's form. */
  get submit(): Locator {
    return this.within.locator('button.primary');
  }

  get summary(): Locator {
    return this.within.getByRole('alert');
  }

  error(name: string): Locator {
    return this.within.locator(`[data-error-for=${name}]`);
  }

  /** That something worked. What a password's meter says is a status too, and another one. */
  get status(): Locator {
    return this.within.getByRole('status').and(this.page.locator('p.done'));
  }

  /** Where the code was sent to, under its field. */
  get sent(): Locator {
    return this.within.locator('.sent').getByRole('status');
  }

  /** What the password's meter says; scripts only. */
  get strength(): Locator {
    return this.within.locator('.meter').getByRole('status');
  }

  /** Submits what is typed, and waits until everything that is wrong with it is there. */
  async submitInVain() {
    this.willBeRefused(new URL(this.page.url()).pathname + new URL(this.page.url()).search);
    await this.submit.click();
    await expect(this.summary).toBeFocused();
    await this.ready();
  }

  /** A value on the profile. */
  value(name: string): Locator {
    return this.page.locator(`[data-value=${name}]`);
  }

  /** Says that this form will be refused: without scripts that is a page with status 422. */
  willBeRefused(path: string) {
    if (!this.scripts) this.watch.expectsStatus(422, path);
  }

  /** Ticks the consent, types the mobile, asks for the code and waits until it is said to be sent. */
  async askForCode(person: Person) {
    await this.consent.check();
    await this.field('phone').fill(person.phone);
    await this.sendCode();
  }

  /** Presses the code button and waits until the code is said to be sent. */
  async sendCode() {
    await this.codeButton.click();
    await expect(this.sent).toHaveText(/验证码已发送至|The code is on its way to/);
    await this.ready();
  }

  async fillRegistration(person: Person) {
    for (const name of TYPED) await this.field(name).fill(person[name]);
    for (const code of person.industries) await this.industry(code).check();
  }

  /** From the empty form to the profile. */
  async register(person: Person) {
    await this.open('/register');
    await this.askForCode(person);
    await this.field('code').fill(await this.server.code(person.phone, 'AccountReg'));
    await this.fillRegistration(person);
    await this.submit.click();
    await this.landsOn('/profile');
  }

  /** A page was asked for by what was done on the one before, and is as good as it gets. */
  async landsOn(path: string) {
    await expect(this.page).toHaveURL(path);
    await this.ready();
  }

  async fillLogin(name: string, password: string) {
    await this.field('username').fill(name);
    await this.field('password').fill(password);
  }

  /** Logs in and waits for the page that one lands on. */
  async logIn(name: string, password: string, landing = '/profile') {
    await this.open('/login');
    await this.fillLogin(name, password);
    await this.submit.click();
    await this.landsOn(landing);
  }

  /** Sets out to WeChat from the binding page, with the password. */
  async leaveForWechat(password: string) {
    await this.page.locator('#weixin_bind_start-password').fill(password);
    await this.page.getByRole('button', { name: /^(用微信扫码绑定|Scan with WeChat to bind)$/ }).click();
    await expect(this.page).toHaveURL(/\/dev\/wechat\/connect\/qrconnect\?/);
  }

  async logOut() {
    await this.page.getByRole('button', { name: /^(退出|Log out)$/ }).click();
    await expect(this.page).toHaveURL('/');
    await expect(this.page.getByRole('navigation').getByRole('link', { name: /^(登录|Log in)$/ })).toBeVisible();
  }

  /** The Chinese on an English page: all but the way to the Chinese one, the names of regions, and what is said to be data. */
  async chinese(...data: string[]): Promise<string[]> {
    const regions = await this.page.locator('option').allTextContents();
    const known = ['中文', ...regions, ...data].sort((one, other) => other.length - one.length);
    const text = known.reduce((text, one) => text.replaceAll(one, ''), await this.page.locator('body').innerText());
    return text.match(/\p{Script=Han}+/gu) ?? [];
  }

  /** Presses Tab until this has the focus. */
  async tabTo(target: Locator) {
    for (let presses = 0; presses < 80; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reached ${target}`);
  }

  /** How far the page is wider than the window. */
  async overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }
}
