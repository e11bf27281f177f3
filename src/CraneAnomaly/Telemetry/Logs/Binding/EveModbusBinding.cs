using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>
/// Reads EVE's events of Modbus: a request, a response, or both (Suricata's rust/src/modbus/log.rs). The time is that at which
/// the pair was whole: how long the response took is not told.
/// </summary>
internal sealed class EveModbusBinding(LogFields fields, Ends ends, ModbusPdus pdus)
{
    private const ushort Port = 502;

    private readonly Side _request = new(fields, "modbus.request."), _response = new(fields, "modbus.response.");

    /// <summary>Reads an event.</summary>
    public Violation Bind(LogRow row, LogOutput output)
    {
        var envelope = new LogEnvelope { Log = LogKind.EveModbus, Service = OtProtocol.Modbus, Marks = LogMarks.Converses };
        var wrong = ends.ReadTime(row, out envelope.BeganNs);
        if (wrong == Violation.None) wrong = ends.Read(row, 6, ref envelope);
        if (wrong != Violation.None) return wrong;

        // Of a flow that began before the capture, Suricata takes who spoke first for the client.
        ref var flow = ref envelope.Flow;
        bool turned = flow.OriginatorPort == Port && flow.ResponderPort != Port;
        if (turned) Ends.Turn(ref flow);
        pdus.Forget();
        if (!row[_request.Function].IsEmpty)
        {
            wrong = TryBegin(_request, row, envelope, out var record, out byte function);
            if (wrong != Violation.None) return wrong;
            bool isWhole = TryWriteRequest(function, row);
            if (turned) TellTurnedRequest(record, function, isWhole && !IsCut(row), envelope, output);
            else if (isWhole) pdus.Ask(record, envelope, output);
            else Tell(_request, record, function, row, envelope, output);
        }

        if (row[_response.Function].IsEmpty) return Violation.None;
        wrong = TryBegin(_response, row, envelope, out var answer, out byte answered);
        if (wrong != Violation.None) return wrong;
        if (turned) TellTurnedResponse(answer, answered, row, envelope, output);
        else if (TryWriteResponse(answered, row)) pdus.Answer(answer, envelope, output);
        else Tell(_response, answer, answered, row, envelope, output);
        return Violation.None;
    }

    // What is called a request came from the server: the same bytes, read as the response that they are.
    private void TellTurnedRequest(OtRecord record, byte function, bool isWhole, in LogEnvelope envelope, LogOutput output)
    {
        if (isWhole)
        {
            pdus.Answer(record, envelope, output);
            return;
        }

        record.Kind = function >= ModbusFunctions.ExceptionBit ? RecordKind.Exception : RecordKind.Response;
        record.Flags |= RecordFlags.FromResponder;
        pdus.Tell(record, (byte)(function & ~ModbusFunctions.ExceptionBit), RegisterAccess.Empty, envelope, output);
    }

    // Read as address and quantity, a response of more than the four bytes that these take has lost the others: its first byte
    // says how many follow.
    private bool IsCut(LogRow row) => TryWord(row[_request.ReadAddress], out int first) && first >= 0 && first >> 8 != 3;

    // What is called a response came from the client. Of a read its first byte of address was taken for a length and is lost.
    private void TellTurnedResponse(OtRecord record, byte function, LogRow row, in LogEnvelope envelope, LogOutput output)
    {
        if ((ModbusFunction)function is ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister && TryWriteResponse(function, row))
        {
            pdus.Ask(record, envelope, output);
            return;
        }

        record.Kind = RecordKind.Request;
        var access = RegisterAccess.Empty;
        if (TryWord(row[_response.WriteAddress], out int address)) access.Address = address;
        pdus.Tell(record, function, access, envelope, output);
    }

    private static Violation TryBegin(Side side, LogRow row, in LogEnvelope envelope, out OtRecord record, out byte function)
    {
        record = default;
        function = 0;
        if (!TryWord(row[side.Transaction], out int transaction) || !TryWord(row[side.Unit], out int unit)
            || !TryWord(row[side.Function], out int code) || code > 255)
        {
            return Violation.UnreadableValue;
        }

        function = (byte)code;
        record = new() { TimestampNs = envelope.BeganNs, Transaction = (uint)transaction, Unit = (ushort)unit };
        return Violation.None;
    }

    // What the event does not give whole is told without its values.
    private void Tell(Side side, OtRecord record, byte function, LogRow row, in LogEnvelope envelope, LogOutput output)
    {
        var access = RegisterAccess.Empty;
        bool isAnswer = side == _response, failed = isAnswer && function >= ModbusFunctions.ExceptionBit;
        record.Kind = failed ? RecordKind.Exception : isAnswer ? RecordKind.Response : RecordKind.Request;
        if (isAnswer) record.Flags |= row[_request.Function].IsEmpty ? RecordFlags.FromResponder : RecordFlags.FromResponder | RecordFlags.Matched;
        if (TryWord(row[_request.Address(row)], out int address)) access.Address = address;
        if (TryWord(row[_request.Quantity(row)], out int quantity)) access.Quantity = quantity;
        pdus.Tell(record, (byte)(function & ~ModbusFunctions.ExceptionBit), access, envelope, output);
    }

    private bool TryWriteRequest(byte function, LogRow row)
    {
        pdus.Begin(function);
        switch ((ModbusFunction)function)
        {
            case >= ModbusFunction.ReadCoils and <= ModbusFunction.ReadInputRegisters when row[_request.ReadAddress].IsEmpty && !row[_request.Data].IsEmpty:
                return WriteOpaque(row[_request.Data]);
            case >= ModbusFunction.ReadCoils and <= ModbusFunction.ReadInputRegisters:
                return TryWord(row, _request.ReadAddress) && TryWord(row, _request.ReadQuantity);
            case ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister:
                return TryWord(row, _request.WriteAddress) && TryWord(row, _request.WriteData);
            case ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters:
                return TryWord(row, _request.WriteAddress) && TryWord(row, _request.WriteQuantity) && WriteCounted(row[_request.WriteData]);
            case ModbusFunction.MaskWriteRegister:
                return TryWord(row, _request.WriteAddress) && TryWord(row, _request.AndMask) && TryWord(row, _request.OrMask);
            case ModbusFunction.ReadWriteMultipleRegisters:
                return TryWord(row, _request.ReadAddress) && TryWord(row, _request.ReadQuantity) && TryWord(row, _request.WriteAddress)
                    && TryWord(row, _request.WriteQuantity) && WriteCounted(row[_request.WriteData]);
            default:
                return TryWriteOther(_request, function, row);
        }
    }

    private bool TryWriteResponse(byte function, LogRow row)
    {
        pdus.Begin(function);
        if (function >= ModbusFunctions.ExceptionBit)
        {
            if (!TryWord(row[_response.Exception], out int code) || code is < 0 or > 255) return false;
            pdus.Byte((byte)code);
            return true;
        }

        switch ((ModbusFunction)function)
        {
            case >= ModbusFunction.ReadCoils and <= ModbusFunction.ReadInputRegisters or ModbusFunction.ReadWriteMultipleRegisters:
                return row.Has(_response.ReadData) && WriteCounted(row[_response.ReadData]);
            case ModbusFunction.WriteSingleCoil or ModbusFunction.WriteSingleRegister:
            case ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters:
                return TryWord(row, _response.WriteAddress) && TryWord(row, _response.WriteData);
            case ModbusFunction.MaskWriteRegister:
                return TryWord(row, _response.WriteAddress) && TryWord(row, _response.AndMask) && TryWord(row, _response.OrMask);
            default:
                return TryWriteOther(_response, function, row);
        }
    }

    private bool TryWriteOther(Side side, byte function, LogRow row)
    {
        switch ((ModbusFunction)function)
        {
            case ModbusFunction.Diagnostics:
                return TryWord(row, side.Diagnostic) && WriteOpaque(row[side.DiagnosticData]);
            case ModbusFunction.EncapInterfaceTransport:
                if (!TryWord(row[side.Interface], out int type) || type is < 0 or > 255) return false;
                pdus.Byte((byte)type);
                return WriteOpaque(row[side.InterfaceData]);
            case ModbusFunction.ReadExceptionStatus or ModbusFunction.GetCommEventCounter or ModbusFunction.GetCommEventLog or ModbusFunction.ReportSlaveId:
                return side == _request && row[side.Data].IsEmpty;
            default:
                return row.Has(side.Data) && !ModbusFunctions.IsPublic(function) && WriteOpaque(row[side.Data]);
        }
    }

    private bool TryWord(LogRow row, int field)
    {
        if (!TryWord(row[field], out int value) || value < 0) return false;
        pdus.Word(value);
        return true;
    }

    private bool WriteCounted(ReadOnlySpan<byte> text)
    {
        Span<byte> bytes = stackalloc byte[1024];
        int length = BytesOf(text, bytes);
        pdus.Byte((byte)Math.Min(length, 255));
        pdus.Bytes(bytes[..length]);
        return true;
    }

    private bool WriteOpaque(ReadOnlySpan<byte> text)
    {
        Span<byte> bytes = stackalloc byte[1024];
        pdus.Bytes(bytes[..BytesOf(text, bytes)]);
        return true;
    }

    // Suricata writes printable bytes and controls as they are, and the others as \xNN.
    private static int BytesOf(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        text = text[..Math.Min(text.Length, bytes.Length)];
        return ZeekText.Unescape(text, bytes, doubled: false);
    }

    private static bool TryWord(ReadOnlySpan<byte> text, out int value)
    {
        value = RegisterAccess.Absent;
        if (text.IsEmpty) return true;
        if (!LogValues.TryPort(text, out ushort word)) return false;
        value = word;
        return true;
    }

    /// <summary>The keys of one side.</summary>
    internal sealed class Side(LogFields fields, string prefix)
    {
        public readonly int Transaction = fields.Of(prefix + "transaction_id"), Unit = fields.Of(prefix + "unit_id"), Function = fields.Of(prefix + "function_raw");
        public readonly int ReadAddress = fields.Of(prefix + "read.address"), ReadQuantity = fields.Of(prefix + "read.quantity"), ReadData = fields.Of(prefix + "read.data");
        public readonly int WriteAddress = fields.Of(prefix + "write.address"), WriteQuantity = fields.Of(prefix + "write.quantity"), WriteData = fields.Of(prefix + "write.data");
        public readonly int AndMask = fields.Of(prefix + "write.and_mask"), OrMask = fields.Of(prefix + "write.or_mask");
        public readonly int Diagnostic = fields.Of(prefix + "diagnostic.raw"), DiagnosticData = fields.Of(prefix + "diagnostic.data");
        public readonly int Interface = fields.Of(prefix + "mei.raw"), InterfaceData = fields.Of(prefix + "mei.data");
        public readonly int Exception = fields.Of(prefix + "exception.raw"), Data = fields.Of(prefix + "data");

        public int Address(LogRow row) => row[ReadAddress].IsEmpty ? WriteAddress : ReadAddress;

        public int Quantity(LogRow row) => row[ReadQuantity].IsEmpty ? WriteQuantity : ReadQuantity;
    }
}
