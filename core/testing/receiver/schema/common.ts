/** OTLP's common and resource messages, as data. Field numbers are those of `opentelemetry.proto.{common,resource}.v1`. */
import { choice, many, one } from './field.js';

export const COMMON = {
  AnyValue: {
    stringValue: choice('value', 1, 'string'),
    boolValue: choice('value', 2, 'bool'),
    intValue: choice('value', 3, 'int64'),
    doubleValue: choice('value', 4, 'double'),
    arrayValue: choice('value', 5, 'ArrayValue'),
    kvlistValue: choice('value', 6, 'KeyValueList'),
    bytesValue: choice('value', 7, 'bytes'),
  },
  ArrayValue: { values: many(1, 'AnyValue') },
  KeyValueList: { values: many(1, 'KeyValue') },
  KeyValue: { key: one(1, 'string'), value: one(2, 'AnyValue') },
  InstrumentationScope: {
    name: one(1, 'string'),
    version: one(2, 'string'),
    attributes: many(3, 'KeyValue'),
    droppedAttributesCount: one(4, 'uint32'),
  },
  Resource: {
    attributes: many(1, 'KeyValue'),
    droppedAttributesCount: one(2, 'uint32'),
    entityRefs: many(3, 'EntityRef'),
  },
  EntityRef: {
    schemaUrl: one(1, 'string'),
    type: one(2, 'string'),
    idKeys: many(3, 'string'),
    descriptionKeys: many(4, 'string'),
  },
} as const;
