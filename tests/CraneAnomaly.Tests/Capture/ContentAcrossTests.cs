using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Cargo;

namespace CraneAnomaly.Tests.Capture;

/// <summary>Container numbers as base64, and cut by the borders of segments: each is found once, wherever the cut is.</summary>
public class ContentAcrossTests
{
    private const string Text = "move box CSQU3054383 next";

    // Valid by their check digits (ISO 6346, annex A).
    private static readonly string[] s_numbers = ["CSQU3054383", "ZEPU0037255", "SULU9794264", "ORIU5529736"];

    [Fact]
    public void Number_CutAnywhere_IsFoundOnce()
    {
        for (int cut = 1; cut < Text.Length; cut++)
            Assert.Equal(["CSQU3054383"], Found(Text[..cut], Text[cut..]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    public void Number_InSmallSegments_IsFoundOnce(int size) =>
        Assert.Equal(["CSQU3054383"], Found([.. Text.Chunk(size).Select(chunk => new string(chunk))]));

    [Theory]
    [InlineData("CSQ", "U3054384")]
    [InlineData("XCSQ", "U3054383")]
    [InlineData("CSQU305438", "35")]
    public void Number_ThatIsNoneWhole_IsNoneCut(string first, string second) => Assert.Empty(Found("a " + first, second + " b"));

    // Every alignment of the text within the groups of three bytes.
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    public void List_AsBase64_IsFound(string before)
    {
        string encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(before + string.Join(",", s_numbers)));
        Assert.Equal(s_numbers.Order(StringComparer.Ordinal), Found($"{{\"data\":\"{encoded}\"}}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void List_AsBase64OfTheNetKind_WithLineEnds_IsFound()
    {
        string encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("?>~" + string.Join(";", s_numbers), 6))))
            .Replace('+', '-').Replace('/', '_');
        string lines = string.Join("\r\n", encoded.Chunk(76).Select(chunk => new string(chunk)));
        Assert.Equal(s_numbers.Order(StringComparer.Ordinal), Found(lines).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void List_AsBase64_LongerThanAPiece_IsFoundWhole()
    {
        var numbers = Enumerable.Range(0, 400).Select(Number).ToList();
        string encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Join(",", numbers)));
        int count = 0;
        Read([encoded], (body, _) => count += body.Count);
        Assert.Equal(400, count);
    }

    [Fact]
    public void Number_AsBase64_CutAnywhere_IsFoundOnce()
    {
        string encoded = "\"" + Convert.ToBase64String("box CSQU3054383 end"u8) + "\"";
        for (int cut = 2; cut < encoded.Length - 1; cut++)
            Assert.True(Found(encoded[..cut], encoded[cut..]) is ["CSQU3054383"], $"cut at {cut}: {string.Join(",", Found(encoded[..cut], encoded[cut..]))}");
    }

    [Fact]
    public void Number_AsBase64_SaysSo()
    {
        var told = new List<bool>();
        Read([Convert.ToBase64String("box CSQU3054383 end"u8), " CSQU3054383 "], (body, _) => told.Add(body.IsBase64));
        Assert.Equal([true, false], told);
    }

    [Fact]
    public void Noise_HoldsNone()
    {
        var random = new Random(4);
        byte[] bytes = new byte[60_000];
        random.NextBytes(bytes);
        Assert.Empty(Found([.. Convert.ToBase64String(bytes).Chunk(1_400).Select(chunk => new string(chunk))]));
    }

    [Fact]
    public void Decode_GivesWhatTheRuntimeGives()
    {
        var random = new Random(6);
        for (int length = 0; length < 60; length++)
        {
            byte[] bytes = new byte[length], output = new byte[64];
            random.NextBytes(bytes);
            int decoded = Base64Text.Decode(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes).TrimEnd('=')), output, out _);
            Assert.Equal(bytes, output[..decoded]);
        }
    }

    private static string Number(int i)
    {
        string first = $"CSQU{i * 2_339 % 1_000_000:000000}";
        return first + ContainerNumbers.CheckDigit(Encoding.ASCII.GetBytes(first + "0"));
    }

    private static List<string> Found(params string[] segments)
    {
        var found = new List<string>();
        Read(segments, (_, numbers) =>
        {
            for (int at = 0; at < numbers.Length; at += ContainerNumbers.Length) found.Add(numbers.Substring(at, ContainerNumbers.Length));
        });
        return found;
    }

    private static void Read(string[] segments, Action<ContentBody, string> onContent)
    {
        uint sequence = 1_000;
        var reader = new TrafficReader<Sink>(Limits.Default, new CaptureCounters(), [], new Sink(onContent), 1);
        for (int i = 0; i < segments.Length; i++) Send(i + 1, Encoding.ASCII.GetBytes(segments[i]));

        void Send(long frame, byte[] payload)
        {
            byte[] packet =
            [
                2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 0, 0, (byte)frame, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 9, 10, 0, 0, 1,
                0xC0, 0, 0x27, 0x0F, 0, 0, 0, 0, 0, 0, 0, 1, 0x50, 0x18, 1, 0, 0, 0, 0, 0, .. payload,
            ];
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(16), (ushort)(packet.Length - 14));
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(38), sequence);
            sequence += (uint)payload.Length;
            reader.OnPacket(
                new() { TimestampNs = frame * 1_000_000_000, Frame = frame, LinkType = LinkTypes.Ethernet, OriginalLength = packet.Length }, packet);
        }
    }

    private readonly struct Sink(Action<ContentBody, string> onContent) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body)
        {
            if (record.Kind == RecordKind.Content && body.Is<ContentBody>()) onContent(body.Content, Encoding.ASCII.GetString(body.Payload));
        }
    }
}
