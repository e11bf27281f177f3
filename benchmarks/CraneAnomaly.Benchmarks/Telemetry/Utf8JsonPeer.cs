using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace CraneAnomaly.Benchmarks.Telemetry;

/// <summary>
/// What a careful user of <see cref="Utf8JsonReader"/> writes for one known schema: a switch over the names, numbers
/// into fields, nothing kept of names. Looks for no key twice, and does not put messages in order.
/// </summary>
internal sealed class Utf8JsonPeer
{
    private readonly double[] _values = new double[TelemetryLines.Fields];
    private long _messages;

    /// <summary>Of one field of all messages, so that nothing is left out as not needed.</summary>
    public double Sum { get; private set; }

    /// <summary>All lines of a span.</summary>
    public long Read(ReadOnlySpan<byte> bytes)
    {
        _messages = 0;
        while (ReadLine(ref bytes))
        {
        }

        return _messages;
    }

    /// <summary>All lines of a stream.</summary>
    public long Read(Stream stream)
    {
        _messages = 0;
        var pipe = PipeReader.Create(stream, new(bufferSize: 256 * 1024, minimumReadSize: 128 * 1024));
        byte[] held = new byte[64 * 1024];
        while (true)
        {
            var read = pipe.ReadAsync().AsTask().GetAwaiter().GetResult();
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                if (line.IsSingleSegment)
                {
                    Take(line.FirstSpan);
                }
                else
                {
                    line.CopyTo(held);
                    Take(held.AsSpan(0, (int)line.Length));
                }

                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) break;
        }

        pipe.Complete();
        return _messages;
    }

    private bool ReadLine(ref ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\n');
        if (end < 0) return false;
        Take(bytes[..end]);
        bytes = bytes[(end + 1)..];
        return true;
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int field = FieldOf(reader.ValueSpan);
            reader.Read();
            _values[field] = reader.TokenType switch
            {
                JsonTokenType.Number => reader.GetDouble(),
                JsonTokenType.True => 1,
                JsonTokenType.False => 0,
                _ => field == 0 ? reader.GetDateTime().Ticks : reader.ValueSpan.Length,
            };
        }

        _messages++;
        Sum += _values[5];
    }

    private static int FieldOf(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("timestamp"u8)) return 0;
        if (name.SequenceEqual("crane"u8)) return 1;
        if (name.SequenceEqual("seq"u8)) return 2;
        if (name.SequenceEqual("spreader.locked"u8)) return 3;
        if (name.SequenceEqual("mode"u8)) return 4;
        return name.Length switch
        {
            10 => name[0] == 'w' ? 15 : 17,
            11 => name.SequenceEqual("hoist.speed"u8) ? 6 : 16,
            12 => name.SequenceEqual("hoist.demand"u8) ? 7 : name.SequenceEqual("hoist.torque"u8) ? 8
                : name.SequenceEqual("gantry.speed"u8) ? 13 : 18 + (name[^1] - '1') % 4,
            13 => name.SequenceEqual("trolley.speed"u8) ? 10 : 14,
            14 => name[0] == 'h' ? 5 : 11,
            15 => 12,
            _ => 9,
        };
    }
}
