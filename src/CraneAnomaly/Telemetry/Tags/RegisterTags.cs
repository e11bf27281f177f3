using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Telemetry.Names;

namespace CraneAnomaly.Telemetry.Tags;

/// <summary>
/// Reads signals out of Modbus traffic: what a server answers to a read, and what a client writes, where the user has
/// said what a register means. Gives the same records as telemetry does, one for each crane in a PDU.
/// </summary>
internal sealed class RegisterTags
{
    private readonly Dictionary<Group, TagPlace[]> _groups = [];
    private readonly SignalValue[] _values;
    private Group _lastGroup;
    private TagPlace[]? _last;

    /// <summary>Prepares the tags that stand in registers.</summary>
    /// <exception cref="SiteFileException">A tag's unit does not fit its signal.</exception>
    public RegisterTags(IEnumerable<Tag> tags, SymbolTable symbols, SignalNames names)
    {
        foreach (var group in tags.Where(tag => tag.Kind == TagSourceKind.Modbus).GroupBy(tag => Group.Of(tag.Register)))
        {
            // Those of one crane stand together, because they make one row.
            _groups.Add(group.Key, [.. group.OrderBy(tag => tag.Crane, StringComparer.Ordinal).ThenBy(tag => tag.Register.Address)
                .Select(tag => TagPlace.Of(tag, symbols, names))]);
        }

        _values = new SignalValue[Math.Min(4000, _groups.Values.Select(group => group.Length).DefaultIfEmpty().Max())];
    }

    /// <summary>Whether there is any.</summary>
    public bool IsEmpty => _groups.Count == 0;

    /// <summary>Hands on what a record says about the tags.</summary>
    public void OnRecord<TSink>(in OtRecord record, in RecordBody body, ref TSink sink) where TSink : struct, IRecordSink
    {
        if (record.Protocol != OtProtocol.Modbus || record.Violation != Violation.None || !body.Is<RegisterAccess>()) return;
        ref readonly var access = ref body.Registers;
        bool isRead = record.Kind == RecordKind.Response && (record.Flags & RecordFlags.Matched) != 0;
        bool isWrite = record.Kind == RecordKind.Request && (record.Flags & RecordFlags.Writes) != 0;
        if ((!isRead && !isWrite) || access.Values is not (ValueKind.Registers or ValueKind.Bits)) return;

        // Function 23 reads and writes in one: its request carries what is written.
        int first = isWrite && access.WriteAddress >= 0 ? access.WriteAddress : access.Address;
        if (first < 0 || access.ValueCount == 0) return;
        ref readonly var flow = ref body.Flow;
        var key = new Group(flow.Responder, flow.ResponderPort, record.Unit, access.Table);
        if (key != _lastGroup)
        {
            _groups.TryGetValue(key, out _last);
            _lastGroup = key;
        }

        if (_last is not null) Read(_last, record, access, body, first, ref sink);
    }

    private void Read<TSink>(
        TagPlace[] tags, in OtRecord record, in RegisterAccess access, in RecordBody body, int first, ref TSink sink)
        where TSink : struct, IRecordSink
    {
        int count = 0;
        for (int i = 0; i < tags.Length; i++)
        {
            ref readonly var tag = ref tags[i];
            if (count > 0 && tag.Crane != tags[i - 1].Crane) count = HandOn(record, body, tags[i - 1].Crane, count, ref sink);
            int at = tag.Address - first;
            if (at < 0 || at + tag.Registers > access.ValueCount || count == _values.Length) continue;
            if (!tag.TryRead(body.Payload, access.Values, at, out double number)) continue;
            _values[count++] = new() { Signal = tag.Signal, Type = tag.Type, Number = number };
        }

        if (count > 0) HandOn(record, body, tags[^1].Crane, count, ref sink);
    }

    private int HandOn<TSink>(in OtRecord record, in RecordBody body, int crane, int count, ref TSink sink)
        where TSink : struct, IRecordSink
    {
        var row = new OtRecord
        {
            TimestampNs = record.TimestampNs,
            Frame = record.Frame,
            Flow = record.Flow,
            Input = record.Input,
            Unit = record.Unit,
            Flags = record.Flags & RecordFlags.FromResponder,
            Protocol = OtProtocol.Modbus,
            Kind = RecordKind.Measurement,
            PayloadLength = (ushort)(count * Unsafe.SizeOf<SignalValue>()),
            Crane = crane,
        };
        sink.OnRecord(row, new(in body.Flow, default, MemoryMarshal.AsBytes(_values.AsSpan(0, count))));
        return 0;
    }

    internal readonly record struct Group(IpAddress Server, ushort Port, ushort Unit, RegisterTable Table)
    {
        public static Group Of(RegisterPlace place) => new(place.Server, place.Port, place.Unit, place.Table);
    }

    /// <summary>A tag, ready to be read.</summary>
    internal readonly struct TagPlace
    {
        private readonly TagType _type;
        private readonly bool _lowFirst;
        private readonly int _bit;
        private readonly double _scale, _offset, _factor, _divisor;

        private TagPlace(Tag tag, int crane, in SignalBinding binding)
        {
            (Address, Registers, Crane) = (tag.Register.Address, tag.Registers, crane);
            (Signal, Type) = (binding.Signal, binding.Type == SignalType.Text ? SignalType.Number : binding.Type);
            if (!binding.Signal.IsKnown && tag.Type == TagType.Bool) Type = SignalType.Flag;
            (_type, _lowFirst, _bit) = (tag.Type, tag.IsLowWordFirst, tag.Bit);
            (_scale, _offset, _factor, _divisor) = (tag.Scale, tag.Offset, binding.Factor, binding.Divisor);
        }

        public int Address { get; }

        public int Registers { get; }

        public int Crane { get; }

        public Signal Signal { get; }

        public SignalType Type { get; }

        public static TagPlace Of(Tag tag, SymbolTable symbols, SignalNames names)
        {
            names.TryResolve(tag.Signal, tag.Unit, knownOnly: false, out var binding);
            return new(tag, symbols.Intern(tag.Crane), binding);
        }

        public bool TryRead(ReadOnlySpan<byte> payload, ValueKind kind, int at, out double number)
        {
            number = 0;
            if (kind == ValueKind.Bits)
            {
                if (at >> 3 >= payload.Length) return false;
                number = payload[at >> 3] >> (at & 7) & 1;
            }
            else
            {
                if ((at + Registers) * 2 > payload.Length) return false;
                number = ReadRegisters(payload.Slice(at * 2, Registers * 2));
            }

            number = (number * _scale + _offset) * _factor / _divisor;
            if (Type == SignalType.Flag) number = number != 0 ? 1 : 0;
            return double.IsFinite(number);
        }

        private double ReadRegisters(ReadOnlySpan<byte> bytes)
        {
            ulong bits = 0;
            for (int i = 0; i < Registers; i++)
            {
                int word = _lowFirst ? Registers - 1 - i : i;
                bits = bits << 16 | BinaryPrimitives.ReadUInt16BigEndian(bytes[(word * 2)..]);
            }

            return _type switch
            {
                TagType.I16 => (short)bits,
                TagType.U32 => (uint)bits,
                TagType.I32 => (int)bits,
                TagType.F32 => BitConverter.UInt32BitsToSingle((uint)bits),
                TagType.F64 => BitConverter.UInt64BitsToDouble(bits),
                TagType.Bool when _bit >= 0 => bits >> _bit & 1,
                TagType.Bool => bits != 0 ? 1 : 0,
                _ => (ushort)bits,
            };
        }
    }
}
