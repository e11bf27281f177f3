using CraneAnomaly.Capture;
using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Traffic;
using CraneAnomaly.Protocols.Modbus;
using CraneAnomaly.Records;

namespace CraneAnomaly.Fuzz.Targets;

/// <summary>
/// The Modbus reader alone, without packets around it. The input is a byte that says how the stream is cut, then
/// pieces: who speaks, a length, the bytes; a piece of no length is a gap. Records, violations included, do not
/// depend on the cut (O1); what is consumed lies within what was offered (O3), what is held is bounded (O5).
/// </summary>
internal sealed class ModbusReaderTarget : IFuzzTarget
{
    // The longest message is one of UMAS, whose PLCs agree on buffers of up to 1,024 bytes.
    private const int MostHeld = 6 + 1030;

    private readonly SymbolTable _symbols = new(512);
    private FlowIdentity _identity = new()
    {
        Originator = IpAddress.FromV4(0xC000_0201),
        Responder = IpAddress.FromV4(0xC000_0202),
        OriginatorPort = 49_152,
        ResponderPort = 502,
        IpProtocol = 6,
        Vlan = -1,
    };

    public string Name => "modbus-reader";

    public IReadOnlyList<byte[]> Seeds { get; } =
        [.. ModbusTalk.Seeds.Select(s => (byte[])[3, .. s]), [1, .. ModbusTalk.Seeds[0][..14], 0, 0, .. ModbusTalk.Seeds[0][14..]]];

    public ReadOnlySpan<byte> InterestingBytes => ModbusTalk.InterestingBytes;

    public LengthField LengthField => new(2, BigEndian: true, 6);

    public void Execute(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        var whole = Read(input[1..], int.MaxValue);
        var cut = Read(input[1..], 1 + input[0] % 37);
        Oracle.Require(whole == cut, "O1: records do not depend on how the stream is cut");
    }

    private (long, ulong) Read(ReadOnlySpan<byte> input, int cut)
    {
        var tape = new RecordTape(pdusOnly: false);
        var sink = new TapeSink(tape);
        var reader = new ModbusFactory<TapeSink>(SmallLimits.Value, _symbols).Create();
        byte[][] held = [[], []];
        while (input.Length >= 2)
        {
            bool fromServer = (input[0] & ModbusTalk.FromServer) != 0;
            int length = Math.Min(input[1], input.Length - 2);
            Offer(fromServer, input.Slice(2, length));
            input = input[(2 + length)..];
        }

        reader.OnEnd(Context(false), ref sink);
        return tape.Content;

        void Offer(bool fromServer, ReadOnlySpan<byte> piece)
        {
            ref byte[] carried = ref held[fromServer ? 1 : 0];
            if (piece.IsEmpty)
            {
                reader.OnGap(carried.Length + 1, Context(fromServer), ref sink);
                carried = [];
            }

            while (!piece.IsEmpty)
            {
                var part = piece[..Math.Min(cut, piece.Length)];
                piece = piece[part.Length..];
                byte[] stream = [.. carried, .. part];
                int consumed = reader.Read(stream, Context(fromServer), ref sink);
                Oracle.Require(consumed >= 0 && consumed <= stream.Length, "O3: never more is consumed than was offered");
                carried = stream[consumed..];
                Oracle.Require(carried.Length < MostHeld, "O5: never more is held than one message");
            }
        }
    }

    private StreamContext Context(bool fromServer) => new(ref _identity)
    {
        TimestampNs = 1_700_000_000_000_000_000,
        Frame = 1,
        FromResponder = fromServer,
    };
}
