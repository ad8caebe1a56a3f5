/** The passwords of the warehouse's database server. */

export interface Login {
  user: string;
  password: string;
}

export class LoginFailed extends Error {}

export class DatabaseServer {
  readonly passwords = new Map([["warehouse", "first-password"]]);

  async logIn({ user, password }: Login): Promise<void> {
    if (this.passwords.get(user) !== password) throw new LoginFailed(user);
  }

  async changePassword(login: Login, password: string): Promise<void> {
    await this.logIn(login);
    this.passwords.set(login.user, password);
  }
}
