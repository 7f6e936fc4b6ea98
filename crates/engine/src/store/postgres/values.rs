//! Values on their way to the server and back, by the types the server names.

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::super::{Rows, StoreError, Value};

type AnyError = Box<dyn std::error::Error + Sync + Send>;

/// A value that is bound by the type of the statement's parameter.
#[derive(Debug)]
pub(super) struct Bind<'a>(pub(super) &'a Value);

impl ToSql for Bind<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, AnyError> {
        match (self.0, ty) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Int(value), &Type::INT8) => out.put_i64(*value),
            (Value::Int(value), &Type::INT4) => out.put_i32(i32::try_from(*value)?),
            (Value::Int(value), &Type::INT2) => out.put_i16(i16::try_from(*value)?),
            (Value::Int(value), &Type::OID) => out.put_u32(u32::try_from(*value)?),
            (Value::Int(value), &Type::BOOL) => out.put_u8(u8::from(*value != 0)),
            // As the embedded store does where a whole number meets a column of doubles.
            (Value::Int(value), &Type::FLOAT8) => out.put_f64(*value as f64),
            (Value::Real(value), &Type::FLOAT8) => out.put_f64(*value),
            (Value::Text(value), &Type::TEXT | &Type::VARCHAR | &Type::BPCHAR | &Type::NAME) => {
                out.put_slice(value.as_bytes());
            }
            (Value::Bytes(value), &Type::BYTEA) => out.put_slice(value),
            (Value::Ints(list), &Type::INT8_ARRAY) => return list.to_sql(ty, out),
            (value, ty) => {
                let kind = match value {
                    Value::Null => "null",
                    Value::Int(_) => "a whole number",
                    Value::Real(_) => "a double",
                    Value::Text(_) => "text",
                    Value::Bytes(_) => "bytes",
                    Value::Ints(_) => "a list of numbers",
                };
                return Err(format!("{kind} given for a parameter of type {ty}").into());
            }
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true // checked with the value at hand
    }

    to_sql_checked!();
}

/// The bytes of a column as they came.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, AnyError> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Appends the value in `column` of `row`.
pub(super) fn push(rows: &mut Rows, row: &Row, column: usize) -> Result<(), StoreError> {
    let bad = |why: AnyError| StoreError::Other(format!("column {column}: {why}"));
    let raw: Option<Raw<'_>> = row.try_get(column).map_err(|error| bad(error.into()))?;
    let (Some(Raw(raw)), Some(ty)) = (raw, row.columns().get(column).map(|c| c.type_())) else {
        rows.push_null();
        return Ok(());
    };
    match *ty {
        Type::INT8 => rows.push_int(i64::from_sql(ty, raw).map_err(bad)?),
        Type::INT4 => rows.push_int(i32::from_sql(ty, raw).map_err(bad)?.into()),
        Type::INT2 => rows.push_int(i16::from_sql(ty, raw).map_err(bad)?.into()),
        Type::OID => rows.push_int(u32::from_sql(ty, raw).map_err(bad)?.into()),
        Type::BOOL => rows.push_int(bool::from_sql(ty, raw).map_err(bad)?.into()),
        Type::FLOAT8 => rows.push_real(f64::from_sql(ty, raw).map_err(bad)?),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME => {
            rows.push_text(<&str>::from_sql(ty, raw).map_err(bad)?)?;
        }
        Type::BYTEA => rows.push_bytes(raw)?,
        Type::VOID => rows.push_null(),
        ref other => return Err(bad(format!("values of type {other} are not read").into())),
    }
    Ok(())
}
