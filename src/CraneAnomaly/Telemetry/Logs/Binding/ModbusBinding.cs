using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Logs.Text;

namespace CraneAnomaly.Telemetry.Logs.Binding;

/// <summary>
/// Reads Zeek's modbus.log (a row a PDU: function and error) and those of ICSNPP: modbus_detailed (a row a transaction, with
/// addresses and values), and the two that it has for masks and for reading and writing in one.
/// </summary>
internal sealed class ModbusBinding(LogFields fields, Ends ends, ModbusPdus pdus)
{
    private readonly int _transaction = fields.Of("tid"), _unit = fields.Of("unit"), _function = fields.Of("func");
    private readonly int _type = fields.Of("pdu_type"), _exception = fields.Of("exception"), _exceptionCode = fields.Of("exception_code");
    private readonly int _direction = fields.Of("request_response"), _matched = fields.Of("matched");
    private readonly int _address = fields.Of("address"), _quantity = fields.Of("quantity");
    private readonly int _asked = fields.Of("request_values"), _answered = fields.Of("response_values"), _values = fields.Of("values");
    private readonly int _askedPart = fields.Of("request_subfunction_code"), _askedData = fields.Of("request_data");
    private readonly int _answeredPart = fields.Of("response_subfunction_code"), _answeredData = fields.Of("response_data");
    private readonly int _andMask = fields.Of("and_mask"), _orMask = fields.Of("or_mask");
    private readonly int _writeAddress = fields.Of("write_start_address"), _written = fields.Of("write_registers");
    private readonly int _readAddress = fields.Of("read_start_address"), _readQuantity = fields.Of("read_quantity"), _read = fields.Of("read_registers");

    /// <summary>Reads a row.</summary>
    public Violation Bind(LogKind log, LogRow row, LogOutput output)
    {
        var envelope = new LogEnvelope { Log = log, Service = OtProtocol.Modbus, Marks = LogMarks.Converses };
        var wrong = ends.ReadTime(row, out envelope.BeganNs);
        if (wrong == Violation.None) wrong = ends.Read(row, 6, ref envelope);
        if (wrong != Violation.None) return wrong;
        if (!ModbusNames.TryFunction(row[_function], out byte function, out bool isException)) return Violation.UnreadableValue;
        if (!TryWord(row[_transaction], out int transaction) || !TryWord(row[_unit], out int unit)) return Violation.UnreadableValue;
        var record = new OtRecord
        {
            TimestampNs = envelope.BeganNs,
            Transaction = (uint)Math.Max(transaction, 0),
            Unit = (ushort)Math.Max(unit, 0),
        };
        pdus.Forget();
        return log switch
        {
            LogKind.Modbus => BindPlain(record, function, isException, ref envelope, row, output),
            LogKind.ModbusMaskWrite => BindMask(record, envelope, row, output),
            LogKind.ModbusReadWrite => BindReadWrite(record, envelope, row, output),
            _ => BindDetailed(record, function, isException, ref envelope, row, output),
        };
    }

    private Violation BindPlain(OtRecord record, byte function, bool isException, ref LogEnvelope envelope, LogRow row, LogOutput output)
    {
        var access = RegisterAccess.Empty;
        var type = row[_type];
        bool failed = isException || !row[_exception].IsEmpty;
        if (failed) access.ExceptionCode = ModbusNames.Exception(row[_exception]);
        record.Kind = failed ? RecordKind.Exception : type.SequenceEqual("RESP"u8) ? RecordKind.Response : RecordKind.Request;
        if (type.IsEmpty) envelope.Marks |= LogMarks.Undirected;
        else if (record.Kind != RecordKind.Request) record.Flags |= RecordFlags.FromResponder | RecordFlags.Matched;
        pdus.Tell(record, function, access, envelope, output);
        return Violation.None;
    }

    private Violation BindDetailed(OtRecord record, byte function, bool isException, ref LogEnvelope envelope, LogRow row, LogOutput output)
    {
        if (function == (byte)ModbusFunction.MaskWriteRegister) envelope.Log = LogKind.ModbusDetailedMaskWrite;
        if (function == (byte)ModbusFunction.ReadWriteMultipleRegisters) envelope.Log = LogKind.ModbusDetailedReadWrite;
        if (!TryWord(row[_address], out int address) || !TryWord(row[_quantity], out int quantity)) return Violation.UnreadableValue;

        // Functions that the package does not join have a row a PDU, and no word which it is.
        if (row[_matched].IsEmpty) return BindAlone(record, function, isException, address, quantity, ref envelope, row, output);
        if (!LogValues.TryFlag(row[_matched], out bool matched)) return Violation.UnreadableValue;
        bool answers = isException || !row[_exceptionCode].IsEmpty || !row[_answered].IsEmpty || !row[_answeredPart].IsEmpty;

        // A row without its match is a request, unless it holds what only a response does.
        if (matched || !answers)
        {
            if (Ask(record, function, address, quantity, envelope, row, output) is var wrong && wrong != Violation.None) return wrong;
        }

        if (!matched && !answers) return Violation.None;
        if (WriteResponse(function, isException, address, quantity, row, out bool isKnown) is var bad && bad != Violation.None) return bad;
        if (isKnown) pdus.Answer(record, envelope, output);
        else TellAnswer(record, function, address, quantity, envelope, output);
        return Violation.None;
    }

    private Violation BindAlone(
        OtRecord record, byte function, bool isException, int address, int quantity, ref LogEnvelope envelope, LogRow row, LogOutput output)
    {
        var access = RegisterAccess.Empty;
        (access.Address, access.Quantity) = (address, quantity);
        var direction = row[_direction];
        bool failed = isException || !row[_exceptionCode].IsEmpty;
        if (failed) access.ExceptionCode = ModbusNames.Exception(row[_exceptionCode]);
        record.Kind = failed ? RecordKind.Exception : direction.SequenceEqual("RESPONSE"u8) ? RecordKind.Response : RecordKind.Request;
        if (direction.IsEmpty)
        {
            envelope.Marks |= LogMarks.Undirected;
            pdus.Tell(record, function, access, envelope, output);
            return Violation.None;
        }

        // Earlier versions of the package have a row a PDU, with its values.
        if (record.Kind == RecordKind.Request) return Ask(record, function, address, quantity, envelope, row, output);
        record.Flags |= RecordFlags.FromResponder | RecordFlags.Matched;
        pdus.Tell(record, function, access, envelope, output);
        return Violation.None;
    }

    private void TellAnswer(OtRecord record, byte function, int address, int quantity, in LogEnvelope envelope, LogOutput output)
    {
        var access = RegisterAccess.Empty;
        (access.Address, access.Quantity) = (address, quantity);
        record.Kind = RecordKind.Response;
        record.Flags |= RecordFlags.FromResponder | RecordFlags.Matched;
        pdus.Tell(record, function, access, envelope, output);
    }

    private Violation BindMask(OtRecord record, in LogEnvelope envelope, LogRow row, LogOutput output)
    {
        if (!TryWord(row[_address], out int address) || !TryWord(row[_andMask], out int and) || !TryWord(row[_orMask], out int or)) return Violation.UnreadableValue;
        pdus.Begin((byte)ModbusFunction.MaskWriteRegister);
        pdus.Word(address);
        pdus.Word(and);
        pdus.Word(or);
        return Send(record, envelope, row, output);
    }

    private Violation BindReadWrite(OtRecord record, in LogEnvelope envelope, LogRow row, LogOutput output)
    {
        pdus.Begin((byte)ModbusFunction.ReadWriteMultipleRegisters);
        if (row[_direction].SequenceEqual("RESPONSE"u8))
        {
            pdus.Byte((byte)Math.Min(2 * CountOf(row[_read]), 255));
            return TryWriteWords(row[_read]) ? Send(record, envelope, row, output) : Violation.UnreadableValue;
        }

        if (!TryWord(row[_readAddress], out int from) || !TryWord(row[_readQuantity], out int count) || !TryWord(row[_writeAddress], out int to))
            return Violation.UnreadableValue;
        int written = CountOf(row[_written]);
        pdus.Word(from);
        pdus.Word(count);
        pdus.Word(to);
        pdus.Word(written);
        pdus.Byte((byte)Math.Min(2 * written, 255));
        return TryWriteWords(row[_written]) ? Send(record, envelope, row, output) : Violation.UnreadableValue;
    }

    private Violation Send(OtRecord record, in LogEnvelope envelope, LogRow row, LogOutput output)
    {
        if (row[_direction].SequenceEqual("RESPONSE"u8))
        {
            record.Flags |= RecordFlags.Matched;
            pdus.Answer(record, envelope, output);
        }
        else
        {
            pdus.Ask(record, envelope, output);
        }

        return Violation.None;
    }

    private Violation Ask(OtRecord record, byte function, int address, int quantity, in LogEnvelope envelope, LogRow row, LogOutput output)
    {
        var wrong = WriteRequest(function, address, quantity, row, out bool isKnown);
        if (wrong != Violation.None) return wrong;
        if (isKnown)
        {
            pdus.Ask(record, envelope, output);
            return wrong;
        }

        var access = RegisterAccess.Empty;
        (access.Address, access.Quantity) = (address, quantity);
        record.Kind = RecordKind.Request;
        pdus.Tell(record, function, access, envelope, output);
        return wrong;
    }

    // What the log does not give whole is no PDU to be read: it would look cut.
    private Violation WriteRequest(byte function, int address, int quantity, LogRow row, out bool isKnown)
    {
        var values = row[_asked].IsEmpty ? row[_values] : row[_asked];
        pdus.Begin(function);
        isKnown = function switch
        {
            >= 1 and <= 4 => address >= 0 && quantity >= 0,
            5 or 6 => address >= 0 && !values.IsEmpty,
            8 => !row[_askedPart].IsEmpty,
            15 or 16 => address >= 0 && quantity >= 0 && !values.IsEmpty,
            24 => address >= 0,
            _ => false,
        };
        if (!isKnown) return Violation.None;
        switch ((ModbusFunction)function)
        {
            case ModbusFunction.Diagnostics:
                int part = ModbusNames.Diagnostic(row[_askedPart]);
                if (part < 0) return Violation.UnreadableValue;
                pdus.Word(part);
                WriteOpaque(row[_askedData]);
                return Violation.None;
            case ModbusFunction.WriteSingleCoil:
                pdus.Word(address);
                pdus.Word(IsOn(values) ? 0xFF00 : 0);
                return Violation.None;
            case ModbusFunction.WriteSingleRegister:
                pdus.Word(address);
                return TryWriteWords(values) ? Violation.None : Violation.UnreadableValue;
        }

        pdus.Word(address);
        if ((ModbusFunction)function != ModbusFunction.ReadFifoQueue) pdus.Word(quantity);
        if (function == (byte)ModbusFunction.WriteMultipleCoils) WriteBits(values);
        if (function != (byte)ModbusFunction.WriteMultipleRegisters) return Violation.None;
        pdus.Byte((byte)Math.Min(2 * CountOf(values), 255));
        return TryWriteWords(values) ? Violation.None : Violation.UnreadableValue;
    }

    private Violation WriteResponse(byte function, bool isException, int address, int quantity, LogRow row, out bool isKnown)
    {
        var values = row[_answered];
        isKnown = true;
        if (isException || !row[_exceptionCode].IsEmpty)
        {
            pdus.Begin((byte)(function | ModbusFunctions.ExceptionBit));
            pdus.Byte(ModbusNames.Exception(row[_exceptionCode]));
            return Violation.None;
        }

        pdus.Begin(function);
        switch ((ModbusFunction)function)
        {
            case ModbusFunction.ReadCoils or ModbusFunction.ReadDiscreteInputs when !values.IsEmpty:
                WriteBits(values);
                return Violation.None;
            case ModbusFunction.ReadHoldingRegisters or ModbusFunction.ReadInputRegisters when !values.IsEmpty:
                pdus.Byte((byte)Math.Min(2 * CountOf(values), 255));
                return TryWriteWords(values) ? Violation.None : Violation.UnreadableValue;
            case ModbusFunction.WriteSingleCoil when !values.IsEmpty:
                pdus.Word(address);
                pdus.Word(IsOn(values) ? 0xFF00 : 0);
                return Violation.None;
            case ModbusFunction.WriteSingleRegister when !values.IsEmpty:
                pdus.Word(address);
                return TryWriteWords(values) ? Violation.None : Violation.UnreadableValue;
            case ModbusFunction.WriteMultipleCoils or ModbusFunction.WriteMultipleRegisters:
                pdus.Word(address);
                pdus.Word(quantity);
                return Violation.None;
            case ModbusFunction.Diagnostics when ModbusNames.Diagnostic(row[_answeredPart]) is >= 0 and var part:
                pdus.Word(part);
                WriteOpaque(row[_answeredData]);
                return Violation.None;
            default:
                isKnown = false;
                return Violation.None;
        }
    }

    private void WriteBits(ReadOnlySpan<byte> list)
    {
        int count = CountOf(list);
        pdus.Byte((byte)Math.Min((count + 7) / 8, 255));
        int bits = 0, at = 0;
        for (; LogValues.TryNext(ref list, out var entry); at++)
        {
            if (IsOn(entry)) bits |= 1 << (at & 7);
            if ((at & 7) != 7) continue;
            pdus.Byte((byte)bits);
            bits = 0;
        }

        if ((at & 7) != 0) pdus.Byte((byte)bits);
    }

    private bool TryWriteWords(ReadOnlySpan<byte> list)
    {
        while (LogValues.TryNext(ref list, out var entry))
        {
            if (!LogValues.TryPort(entry, out ushort word)) return false;
            pdus.Word(word);
        }

        return true;
    }

    // Bytes stand there as \xNN, once more than the log's own escaping.
    private void WriteOpaque(ReadOnlySpan<byte> text)
    {
        Span<byte> bytes = stackalloc byte[512];
        text = text[..Math.Min(text.Length, bytes.Length)];
        pdus.Bytes(bytes[..ZeekText.Unescape(text, bytes)]);
    }

    private static int CountOf(ReadOnlySpan<byte> list) => list.IsEmpty ? 0 : list.Count((byte)',') + 1;

    // Zeek writes 65280 for a coil that is switched on, newer versions T.
    private static bool IsOn(ReadOnlySpan<byte> text) =>
        LogValues.TryFlag(text, out bool flag) ? flag : LogValues.TryNumber(text, out long number) && number != 0;

    private static bool TryWord(ReadOnlySpan<byte> text, out int value)
    {
        value = RegisterAccess.Absent;
        if (text.IsEmpty) return true;
        if (!LogValues.TryPort(text, out ushort word)) return false;
        value = word;
        return true;
    }
}
