using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Tests.Sinks;

public class OutputBufferTests
{
    [Fact]
    public void Write_MoreThanCapacity_ReachesTheStreamInOrderAndInWholePieces()
    {
        using var stream = new PieceStream();
        var buffer = new OutputBuffer(stream, capacity: 10);
        Put(buffer, "1234567");
        Put(buffer, "abcdefghijklmnopqrstuvwxyz");
        Put(buffer, "end");
        buffer.Flush();
        Assert.Equal(["1234567", "abcdefghijklmnopqrstuvwxyz", "end"], stream.Pieces);
        Assert.Equal(36, buffer.BytesWritten);
    }

    [Fact]
    public void Flush_AfterAFailedWrite_DoesNotWriteTheSameAgain()
    {
        using var stream = new PieceStream { Fails = true };
        var buffer = new OutputBuffer(stream, capacity: 10);
        Put(buffer, "lost");
        Assert.Throws<IOException>(buffer.Flush);
        stream.Fails = false;
        Put(buffer, "kept");
        buffer.Flush();
        Assert.Equal(["kept"], stream.Pieces);
    }

    // A line is asked for whole, as the writers do.
    private static void Put(OutputBuffer buffer, string line) =>
        buffer.Advance(System.Text.Encoding.ASCII.GetBytes(line, buffer.GetSpan(line.Length)));

    private sealed class PieceStream : MemoryStream
    {
        public List<string> Pieces { get; } = [];

        public bool Fails { get; set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Fails) throw new IOException("full");
            Pieces.Add(System.Text.Encoding.ASCII.GetString(buffer, offset, count));
        }
    }
}
