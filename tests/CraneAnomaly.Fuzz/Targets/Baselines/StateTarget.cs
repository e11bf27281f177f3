using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Fuzz.Engine;

namespace CraneAnomaly.Fuzz.Targets.Baselines;

/// <summary>
/// Detector state: a section, then whatever the state itself says comes next. Damaged state ends in
/// <see cref="InvalidDataException"/> and in nothing else.
/// </summary>
internal sealed class StateTarget : IFuzzTarget
{
    private const int NewestVersion = 3;
    private readonly ArrayBufferWriter<byte> _written = new();

    public string Name => "state";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        // Section "fuzz", version 1, then one item of each kind: number, long, double, key, bytes, text, counted list.
        [
            4, 0, 0, 0, 0x66, 0x75, 0x7a, 0x7a, 1, 0, 0, 0,
            0, 0, 0, 0, 42, 0, 0, 0,
            1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8,
            2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f,
            3, 0, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8,
            4, 0, 0, 0, 3, 0, 0, 0, 0xaa, 0xbb, 0xcc,
            5, 0, 0, 0, 2, 0, 0, 0, 0x68, 0x69,
            6, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0,
        ],
        [4, 0, 0, 0, 0x66, 0x75, 0x7a, 0x7a, 3, 0, 0, 0],
    ];

    public ReadOnlySpan<byte> InterestingBytes => [3, 5, 0xc2, 0xed, 0xf0, (byte)'f', (byte)'u', (byte)'z'];

    public LengthField LengthField => new(4, BigEndian: false, 4);

    public void Execute(ReadOnlySpan<byte> input)
    {
        _written.ResetWrittenCount();
        var writer = new StateWriter(_written);
        var reader = new StateReader(input);
        bool exact = true;
        int intact = 0;
        try
        {
            writer.Section("fuzz", reader.Section("fuzz", NewestVersion));
            intact = input.Length - reader.Remaining;
            while (reader.Remaining > 0)
            {
                int before = reader.Remaining;
                Copy(ref reader, writer, ref exact);
                Oracle.Require(reader.Remaining < before, "O4: every read advances");
                intact = input.Length - reader.Remaining;
            }
        }
        catch (InvalidDataException)
        {
            Oracle.Require(reader.Remaining >= 0, "O3: never past the end");
            return;
        }

        Oracle.Require(intact == input.Length, "O3: all bytes are accounted for");
        if (exact) Oracle.Require(_written.WrittenSpan.SequenceEqual(input), "O7: what was read is written alike");
    }

    private static void Copy(ref StateReader reader, StateWriter writer, ref bool exact)
    {
        int kind = reader.ReadInt32();
        writer.WriteInt32(kind);
        switch (kind & 7)
        {
            case 0: writer.WriteInt32(reader.ReadInt32()); break;
            case 1: writer.WriteInt64(reader.ReadInt64()); break;
            case 2: writer.WriteDouble(reader.ReadDouble()); break;
            case 3: writer.WriteKey(reader.ReadKey()); break;
            case 4: writer.WriteBytes(reader.ReadBytes()); break;
            case 5:
                string text = reader.ReadString();
                // Bytes that are not UTF-8 come back as U+FFFD: the text survives, the bytes do not.
                exact &= !text.Contains('\uFFFD');
                writer.WriteString(text);
                break;
            default:
                int count = reader.ReadCount(minimumBytes: 4);
                Oracle.Require(count >= 0 && (long)count * 4 <= reader.Remaining, "O5: a count fits what remains");
                writer.WriteInt32(count);
                for (int i = 0; i < count; i++) writer.WriteInt32(reader.ReadInt32());
                break;
        }
    }
}
