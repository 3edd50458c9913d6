using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CareMail.Storage;

/// <summary>How our types are kept: ids as sixteen big-endian bytes, instants as UTC milliseconds, dates as ISO text.</summary>
internal static class SqlTypes
{
    private static readonly Lock Once = new();
    private static bool _registered;

    public static void Register()
    {
        lock (Once)
        {
            if (_registered)
            {
                return;
            }

            Add<Guid>(new IdHandler());
            Add<DateTimeOffset>(new InstantHandler());
            Add<DateOnly>(new DateHandler());
            Add<uint>(new UnsignedHandler<uint>());
            Add<ulong>(new UnsignedHandler<ulong>());
            _registered = true;
        }
    }

    /// <summary>Dapper's own mapping must go first, or it silently wins when writing.</summary>
    private static void Add<T>(SqlMapper.ITypeHandler handler)
        where T : struct
    {
        SqlMapper.RemoveTypeMap(typeof(T));
        SqlMapper.RemoveTypeMap(typeof(T?));
        SqlMapper.AddTypeHandler(typeof(T), handler);
    }

    // Each sets DbType for null too, or PostgreSQL cannot tell the type of (@p IS NULL OR x = @p).

    private sealed class IdHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            if (parameter is SqliteParameter)
            {
                parameter.DbType = DbType.Binary;
                parameter.Value = value is Guid id ? id.ToByteArray(bigEndian: true) : DBNull.Value;
            }
            else
            {
                parameter.DbType = DbType.Guid;
                parameter.Value = value ?? DBNull.Value;
            }
        }

        public object Parse(Type destinationType, object value) =>
            value is byte[] bytes ? new Guid(bytes, bigEndian: true) : (Guid)value;
    }

    private sealed class InstantHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value is DateTimeOffset instant ? instant.ToUnixTimeMilliseconds() : DBNull.Value;
        }

        public object Parse(Type destinationType, object value) =>
            DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(value, CultureInfo.InvariantCulture));
    }

    private sealed class DateHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value is DateOnly date ? date.ToString("O", CultureInfo.InvariantCulture) : DBNull.Value;
        }

        public object Parse(Type destinationType, object value) =>
            DateOnly.ParseExact((string)value, "O", CultureInfo.InvariantCulture);
    }

    /// <summary>PostgreSQL has no unsigned numbers.</summary>
    private sealed class UnsignedHandler<T> : SqlMapper.ITypeHandler
        where T : struct, IConvertible
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value is T number ? number.ToInt64(CultureInfo.InvariantCulture) : DBNull.Value;
        }

        public object Parse(Type destinationType, object value) =>
            Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture);
    }
}
