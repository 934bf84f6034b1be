// People for the tests: everybody has a mobile and an email of their own.

/** What a person types; the names are the form's. */
export interface Person {
  phone: string;
  company_name: string;
  user_email: string;
  name: string;
  qq: string;
  password: string;
  industries: string[];
}

/** The fields one types into, in the order of the form. */
export const TYPED = ['phone', 'company_name', 'user_email', 'name', 'qq', 'password'] as const;

let people = 0;

/** `prefix` keeps those apart that are counted in another process. */
export function newPerson(prefix = '138'): Person {
  people++;
  return {
    phone: `${prefix}${String(20_000_000 + people)}`,
    company_name: '华灯信息技术有限公司',
    user_email: `lin.wan${people}@${prefix === '138' ? '' : `d${prefix}.`}huadeng-keji.cn`,
    name: '林晚',
    qq: String(12_340_000 + people),
    password: 'violin Glacier 47 teapot',
    industries: ['software', 'finance', 'research'],
  };
}

/** As the pages show a mobile that is not being edited. */
export const masked = (phone: string) => `${phone.slice(0, 3)}****${phone.slice(7)}`;

/** A code that is not this one. */
export const otherThan = (code: string) => (code === '000000' ? '111111' : '000000');

/** Strong, and nobody's yet. */
export const NEW_PASSWORD = 'marble Otter 91 lantern';
