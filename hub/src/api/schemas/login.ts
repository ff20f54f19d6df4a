import Type from 'typebox';

export const LoginOptions = Type.Object(
  {
    key: Type.Boolean({
      description: 'Whether a key signs in; false where the hub asks nobody who they are.',
    }),
    provider: Type.Union([
      Type.Null(),
      Type.Object({
        name: Type.String({ description: 'As the button calls it.' }),
        url: Type.String({ description: 'Where sign-in begins; takes `return_to`, a path of the page.' }),
      }),
    ]),
    contact: Type.Union([Type.String(), Type.Null()], { description: 'Whom to ask for a role.' }),
  },
  { $id: 'LoginOptions', description: 'The ways to sign in.' },
);

export const SignedOut = Type.Object(
  {
    provider_url: Type.Union([Type.String(), Type.Null()], {
      description: 'Where the browser signs out at the provider, too; null where there is nothing to go to.',
    }),
  },
  { $id: 'SignedOut' },
);

export const loginSchemas = [LoginOptions, SignedOut];
