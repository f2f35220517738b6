/** The schema tables as descriptors of `@bufbuild/protobuf`: the only place that builds them. */
import { create, createFileRegistry, type DescMessage } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as ProtoType,
} from '@bufbuild/protobuf/wkt';
import { type FieldLayout, layoutOf, MESSAGE_NAMES, type MessageName } from './messages.js';

/** Package names never travel in OTLP bodies, so one package holds all messages. */
const PACKAGE = 'codexotel.otlp';

/** Protobuf's own spelling of a field name. */
const toSnakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function describeField(field: FieldLayout, groups: readonly string[]): FieldDescriptorProto {
  const described = create(FieldDescriptorProtoSchema, {
    name: toSnakeCase(field.key),
    jsonName: field.key,
    number: field.number,
    label: field.label === 'many' ? Label.REPEATED : Label.OPTIONAL,
    type: field.scalar?.proto ?? ProtoType.MESSAGE,
  });
  if (field.message !== undefined) described.typeName = `.${PACKAGE}.${field.message}`;
  if (field.label === 'maybe') described.proto3Optional = true;
  if (field.oneof !== undefined) described.oneofIndex = groups.indexOf(field.oneof);
  return described;
}

function describeMessage(name: MessageName): DescriptorProto {
  const { fields, groups } = layoutOf(name);
  return create(DescriptorProtoSchema, {
    name,
    field: fields.map((field) => describeField(field, groups)),
    oneofDecl: groups.map((group) => ({ name: group })),
  });
}

const registry = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    name: 'codexotel/otlp.proto',
    package: PACKAGE,
    syntax: 'proto3',
    messageType: MESSAGE_NAMES.map(describeMessage),
  }),
  () => undefined,
);

/** Looks up the descriptor of a message, for `fromBinary`, `create` and `toBinary`. */
export function descriptorOf(name: MessageName): DescMessage {
  const descriptor = registry.getMessage(`${PACKAGE}.${name}`);
  if (descriptor === undefined) throw new Error(`receiver: no descriptor for ${name}; add it to a schema table`);
  return descriptor;
}
