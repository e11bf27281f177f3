using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Traffic;
using CraneAnomaly.Records;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>
/// Nothing blinds the reader (O9): after any bytes in a conversation, a valid request of a new conversation is read,
/// and so is one in the same conversation once bytes of it were lost, if it was known to be Modbus. The input is a
/// byte (who speaks, whether it begins as Modbus, how segments are cut), then the bytes.
/// </summary>
internal sealed class RecoveryTarget : IFuzzTarget
{
    private const byte Known = 0x40;

    public string Name => "recovery";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [Known | 63, 0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 2],
        [ModbusTalk.FromServer | Known | 5, 0xde, 0xad, 0xbe, 0xef, 0, 1, 0, 0, 0, 0xfe, 1, 3],
        [12, 0x16, 3, 1, 0, 4, 1, 0, 0, 0],
        [Known | 30, 0, 1, 0, 0, 0, 0xfe, 1, 0x10, 0, 1, 0, 2],
    ];

    public ReadOnlySpan<byte> InterestingBytes => ModbusTalk.InterestingBytes;

    public LengthField LengthField => new(2, BigEndian: true, 6);

    public void Execute(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        var seen = new Seen();
        var pipeline = new RecordPipeline<SeenSink>(new(seen), SmallLimits.Value);
        void Process(ReadOnlySpan<byte> packet, DateTimeOffset time) => pipeline.Process(packet, linkType: 1, time);

        bool known = (input[0] & Known) != 0;
        var first = new TcpTalk(50000, Process) { Time = ModbusTalk.Start };
        first.Open();
        if (known)
        {
            first.Say(false, [0, 0, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1]);
            first.Say(true, [0, 0, 0, 0, 0, 5, 1, 3, 2, 0, 0]);
        }

        first.Say((input[0] & ModbusTalk.FromServer) != 0, input[1..], 1 + (input[0] & 0x3f));

        var second = new TcpTalk(50001, Process) { Time = first.Time.AddMilliseconds(1) };
        second.Open();
        second.Say(false, [0x7A, 1, 0, 0, 0, 6, 1, 3, 0, 5, 0, 1]);
        second.Say(true, [0x7A, 1, 0, 0, 0, 5, 1, 3, 2, 0, 9]);

        first.Time = second.Time.AddSeconds(10);
        first.Lose(false, 300);
        first.Say(false, [0x7A, 2, 0, 0, 0, 6, 1, 3, 0, 6, 0, 1]);
        pipeline.Complete();

        Oracle.Require(seen.Has(50001, RecordKind.Request, 0x7A01), "O9: a valid request after garbage elsewhere is read");
        Oracle.Require(seen.Has(50001, RecordKind.Response, 0x7A01), "O9: and its response");
        if (known) Oracle.Require(seen.Has(50000, RecordKind.Request, 0x7A02), "O9: a valid request after a gap is read");
    }

    private sealed class Seen
    {
        private readonly HashSet<(ushort, RecordKind, uint)> _valid = [];

        public bool Has(ushort port, RecordKind kind, uint transaction) => _valid.Contains((port, kind, transaction));

        public void Add(in OtRecord record, RecordBody body)
        {
            if (record.Protocol == OtProtocol.Modbus && record.Kind.IsPdu() && record.Violation == Violation.None)
                _valid.Add((body.Flow.OriginatorPort, record.Kind, record.Transaction));
        }
    }

    private readonly struct SeenSink(Seen seen) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => seen.Add(record, body);
    }
}
