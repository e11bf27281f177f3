using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>
/// Makes records of what a log says of a Modbus request and its response. What the log gives is put together as the PDU that
/// it was, and read as one of a capture would be: the same tables, values and violations come out.
/// </summary>
internal sealed class ModbusPdus(SymbolTable symbols)
{
    // One PDU is at most 253 bytes (Modbus Application Protocol V1.1b3, 4.1); logs may say more, and nobody may crash of it.
    private const int Most = 2048;

    private readonly ModbusSymbols _symbols = new(symbols);
    private readonly byte[] _pdu = new byte[Most];
    private int _length;
    private ModbusPending _pending;
    private bool _asked;

    /// <summary>Begins a PDU.</summary>
    public void Begin(byte function)
    {
        _length = 0;
        Byte(function);
    }

    public void Byte(byte value)
    {
        if (_length < Most) _pdu[_length++] = value;
    }

    public void Word(long value)
    {
        Byte((byte)(value >> 8));
        Byte((byte)value);
    }

    public void Bytes(ReadOnlySpan<byte> values)
    {
        values = values[..Math.Min(values.Length, Most - _length)];
        values.CopyTo(_pdu.AsSpan(_length));
        _length += values.Length;
    }

    /// <summary>Forgets the request that the next response would answer.</summary>
    public void Forget() => _asked = false;

    /// <summary>Hands on the PDU as a request.</summary>
    public void Ask(OtRecord record, in LogEnvelope envelope, LogOutput output)
    {
        _pending = new() { Function = _pdu[0], Echo = ModbusPending.EchoOf(_pdu.AsSpan(0, _length)), Access = RegisterAccess.Empty };
        _asked = true;
        record.Kind = RecordKind.Request;
        record.Violation = ModbusRequest.Decode(_pdu.AsSpan(0, _length), ref _pending.Access, out var values);
        Write(record, _pdu[0], ref _pending.Access, values, envelope, output);
    }

    /// <summary>Hands on the PDU as the response to the request before it, if there was one.</summary>
    public void Answer(OtRecord record, in LogEnvelope envelope, LogOutput output)
    {
        var access = RegisterAccess.Empty;
        byte function = (byte)(_pdu[0] & ~ModbusFunctions.ExceptionBit);
        var wrong = ModbusResponse.Decode(_pdu.AsSpan(0, _length), ref access, out var values);
        record.Kind = _pdu[0] >= ModbusFunctions.ExceptionBit ? RecordKind.Exception : RecordKind.Response;
        record.Flags |= RecordFlags.FromResponder;
        if (_asked)
        {
            record.Flags |= RecordFlags.Matched;
            var joined = _pending.Function != function ? Violation.FunctionMismatch : _pending.Join(_pdu.AsSpan(0, _length), values, ref access);
            if (wrong == Violation.None) wrong = joined;
        }

        record.Violation = wrong;
        Write(record, function, ref access, values, envelope, output);
    }

    /// <summary>Hands on a PDU of which the log says its function alone, and perhaps where it reads or writes.</summary>
    public void Tell(OtRecord record, byte function, RegisterAccess access, in LogEnvelope envelope, LogOutput output)
    {
        access.Table = ModbusFunctions.Table(function);
        Write(record, function, ref access, default, envelope, output);
    }

    private void Write(
        OtRecord record, byte function, ref RegisterAccess access, ReadOnlySpan<byte> values, in LogEnvelope envelope, LogOutput output)
    {
        record.Protocol = OtProtocol.Modbus;
        record.FunctionCode = function;
        record.FunctionSymbol = _symbols.Function(function);
        access.SubfunctionSymbol = _symbols.Subfunction(function, access.Subfunction);
        if (record.Kind != RecordKind.Exception) record.Flags |= ModbusFunctions.Effect(function, access.Subfunction);
        output.Write(record, envelope, access, values);
    }
}
