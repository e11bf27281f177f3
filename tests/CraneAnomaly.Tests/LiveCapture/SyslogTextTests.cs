using System.Buffers;
using System.Globalization;
using System.Text;
using CraneAnomaly.LiveCapture.Syslog;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.LiveCapture;

public sealed class SyslogTextTests
{
    [Theory]
    [InlineData("<134>1 2026-03-01T06:32:00.5Z tap suricata 88 - - {\"a\":1}", "{\"a\":1}")]
    [InlineData("<134>1 2026-03-01T06:32:00Z tap zeek - conn [x@1 a=\"]{\\\"\"][y@1] {\"a\":1}\n", "{\"a\":1}")]
    [InlineData("<134>1 - - - - - - \u00EF\u00BB\u00BF{\"a\":1}", "{\"a\":1}")]
    [InlineData("<13>Mar  1 06:32:00 tap suricata[88]: {\"a\":\"b: c\"}", "{\"a\":\"b: c\"}")]
    [InlineData("<13>Mar  1 06:32:00 tap zeek: @cee: {\"a\":1}", "{\"a\":1}")]
    [InlineData("<13>Mar  1 06:32:00 {\"a\":1}", "{\"a\":1}")]
    [InlineData("<13>2026-03-01T06:32:00Z tap zeek: #fields\tts\tuid\r\n", "#fields\tts\tuid")]
    [InlineData("<13>{\"a\":1}\0", "{\"a\":1}")]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("<134>1 2026-03-01T06:32:00Z tap zeek", "")]
    [InlineData("<134>1 - - - - - [x a=\"", "")]
    [InlineData("<134>1 - - - - - [x a=\"\\", "")]
    [InlineData("<", "<")]
    public void Body_BehindAHeader_IsWhatTheSensorSaid(string message, string body) =>
        Assert.Equal(body, Encoding.Latin1.GetString(SyslogText.Body(Encoding.Latin1.GetBytes(message))));

    [Property]
    public bool TryRead_CountedAndLineEnded_GiveTheMessagesHoweverTheyAreCut(byte[][] bodies, bool[] counted, ushort seed)
    {
        // A message that a line end ends has none inside; each begins with its priority, as RFC 6587 takes for granted.
        var messages = bodies.Select(body => "<14>" + Encoding.Latin1.GetString(body ?? []).Replace('\n', ' ')).ToList();
        var stream = new StringBuilder();
        for (int i = 0; i < messages.Count; i++)
        {
            bool isCounted = counted.Length > 0 && counted[i % counted.Length];
            stream.Append(isCounted ? messages[i].Length.ToString(CultureInfo.InvariantCulture) + " " + messages[i] : messages[i] + "\n");
        }

        return Cut(Encoding.Latin1.GetBytes(stream.ToString()), new Random(seed)).SequenceEqual(messages);
    }

    [Theory]
    [InlineData("999999999 <14>x")]
    [InlineData("2000000 <14>x")]
    [InlineData("12x<14>")]
    public void TryRead_ACountThatIsNone_IsRefused(string stream) =>
        Assert.Equal(OperationStatus.InvalidData, SyslogText.TryRead(Encoding.Latin1.GetBytes(stream), out _, out _));

    [Fact]
    public void TryRead_ALineWithoutEnd_IsRefusedWhenItIsLongerThanAnyMessage()
    {
        byte[] stream = Enumerable.Repeat((byte)'<', SyslogText.MostBytes + 1).ToArray();

        Assert.Equal(OperationStatus.NeedMoreData, SyslogText.TryRead(stream.AsSpan(1), out _, out _));
        Assert.Equal(OperationStatus.InvalidData, SyslogText.TryRead(stream, out _, out _));
    }

    private static List<string> Cut(byte[] stream, Random random)
    {
        var found = new List<string>();
        for (int from = 0, to = 0; from < stream.Length;)
        {
            var status = SyslogText.TryRead(stream.AsSpan(from, to - from), out var message, out int consumed);
            if (status == OperationStatus.Done) found.Add(Encoding.Latin1.GetString(message));
            else if (to == stream.Length) break;
            from += consumed;
            if (status == OperationStatus.NeedMoreData) to = Math.Min(stream.Length, to + random.Next(1, 9));
        }

        return found;
    }
}
