import { z } from '../../platform/schema.ts';
import type { Access, Endpoint, Endpoints } from './endpoint.ts';
import { refusal } from './shapes.ts';

/** A JSON object whose shape the specification has and nobody here looks into. */
type Json = Readonly<Record<string, unknown>>;

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly tags: readonly Json[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly components: { readonly schemas: Json; readonly responses: Json; readonly securitySchemes: Json };
}

/** The OpenAPI 3.1 document of these rows. */
export function openApiOf(rows: Endpoints, about: { readonly version: string }): OpenApiDocument {
  const schemas: Record<string, unknown> = {};
  const paths: Record<string, Record<string, Json>> = {};
  for (const [id, row] of Object.entries(rows)) {
    const path = (paths[row.path] ??= {});
    path[row.method.toLowerCase()] = operationOf(id, row, schemas);
  }
  const refused = schemaOf(refusal, schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Aerial',
      version: about.version,
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'The API of a live video server, compatible with the one of Owncast. ' +
        'Fields that a call does not know are ignored; every refusal is of the shape Refusal, with a code that stays the same for good.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(Object.values(rows).map(({ group }) => group))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      responses: {
        Refusal: {
          description: 'Refused; nothing was changed.',
          content: { 'application/json': { schema: refused } },
        },
      },
      securitySchemes,
    },
  };
}

const securitySchemes: Json = {
  password: { type: 'http', scheme: 'basic', description: "User `admin` and the studio's password." },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'aerial_admin_session',
    description: 'What signing in sets; over HTTPS `__Secure-` stands before its name.',
  },
  token: { type: 'http', scheme: 'bearer', description: 'An access token that holds the scope.' },
  chatToken: { type: 'apiKey', in: 'query', name: 'accessToken', description: 'What registering for the chat gives.' },
};

function securityOf(access: Access): readonly Json[] {
  if (access === 'anyone') return [];
  if (access === 'admin') return [{ password: [] }, { session: [] }];
  if (access === 'user' || access === 'moderator') return [{ chatToken: [] }];
  return [{ token: [access] }];
}

function operationOf(id: string, row: Endpoint, schemas: Record<string, unknown>): Json {
  return {
    operationId: id,
    tags: [row.group],
    summary: row.summary,
    ...(row.deprecated === undefined ? {} : { deprecated: true, description: row.deprecated }),
    security: securityOf(row.access),
    ...withParameters(row, schemas),
    ...withBody(row, schemas),
    responses: {
      [String(row.status ?? 200)]: answerOf(row, schemas),
      '4XX': { $ref: '#/components/responses/Refusal' },
    },
  };
}

function withParameters(row: Endpoint, schemas: Record<string, unknown>): { parameters?: readonly Json[] } {
  const parameters = [
    ...describeParameters('path', row.params, schemas),
    ...describeParameters('query', row.query, schemas),
  ];
  return parameters.length === 0 ? {} : { parameters };
}

function describeParameters(
  place: 'path' | 'query',
  schema: z.ZodObject | undefined,
  schemas: Record<string, unknown>,
): readonly Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, schemas) as {
    properties?: Json;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: shape,
  }));
}

function withBody(row: Endpoint, schemas: Record<string, unknown>): { requestBody?: Json } {
  if (row.bodyMediaType !== undefined)
    return { requestBody: { required: true, content: { [row.bodyMediaType]: { schema: { type: 'object' } } } } };
  if (row.body === undefined) return {};
  return {
    requestBody: {
      required: !row.body.safeParse(undefined).success,
      content: { 'application/json': { schema: schemaOf(row.body, schemas) } },
    },
  };
}

function answerOf(row: Endpoint, schemas: Record<string, unknown>): Json {
  const { answer } = row;
  if (answer.kind === 'empty') return { description: 'Done; there is no body.' };
  const description = 'All is well.';
  if (answer.kind === 'raw') return { description, content: { [answer.mediaType]: {} } };
  return { description, content: { 'application/json': { schema: schemaOf(answer.schema, schemas) } } };
}

/** The JSON Schema of what goes over the wire; schemas that have a name are put into `schemas` and referred to. */
function schemaOf(schema: z.ZodType, schemas: Record<string, unknown>): Json {
  const {
    $schema: _dialect,
    $defs,
    ...rest
  } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // The patterns of times and addresses are long, and `format` says the same.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  for (const [name, definition] of Object.entries($defs ?? {})) schemas[name] = withReferences(definition);
  return withReferences(rest) as Json;
}

/** Where JSON Schema keeps its definitions is not where OpenAPI keeps its schemas. */
function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) =>
      name === '$ref' && typeof part === 'string'
        ? [name, part.replace(/^#\/\$defs\//, '#/components/schemas/')]
        : [name, withReferences(part)],
    ),
  );
}
