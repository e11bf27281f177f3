using CraneAnomaly.Capture.Tcp;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Capture.Tcp;

public class SegmentQueueTests
{
    [Property(MaxTest = 500)]
    public void Insert_AnyPieces_FirstWinsAndConflictsAreCounted((byte At, byte Length, bool Other)[] pieces)
    {
        var store = new HeldStore();
        var queue = new SegmentQueue();
        var expected = new int[512];
        expected.AsSpan().Fill(-1);
        foreach (var (at, length, other) in pieces)
        {
            byte[] bytes = [.. Enumerable.Range(at, length % 40).Select(i => (byte)(other ? i + 1 : i))];
            int conflicts = 0;
            for (int i = 0; i < bytes.Length; i++)
            {
                if (expected[at + i] < 0) expected[at + i] = bytes[i];
                else if (expected[at + i] != bytes[i]) conflicts++;
            }

            // The count may be of whole overlaps: what matters is whether there is one.
            int found = queue.Insert(new() { Sequence = at }, bytes, store);
            Assert.Equal(conflicts > 0, found > 0);
        }

        var actual = new int[512];
        actual.AsSpan().Fill(-1);
        long end = 0;
        while (queue.First is not null)
        {
            var segment = queue.Take();
            Assert.True(segment.Sequence >= end);
            end = segment.End;
            for (int i = 0; i < segment.Length; i++) actual[segment.Sequence + i] = segment.Bytes[i];
            store.ReturnSegment(segment);
        }

        Assert.Equal(expected, actual);
        Assert.Equal(0, queue.Charge);
        Assert.Equal(0, store.Bytes);
    }

    [Property]
    public void Carry_AnyAppendsAndConsumes_AgreesWithAList(ushort[] steps)
    {
        var store = new HeldStore();
        var carry = new CarryBuffer();
        var expected = new List<byte>();
        byte value = 0;
        foreach (ushort step in steps)
        {
            if (step % 3 != 0)
            {
                byte[] bytes = [.. Enumerable.Range(0, step % 700).Select(_ => value++)];
                carry.Append(bytes, store);
                expected.AddRange(bytes);
            }
            else
            {
                int count = Math.Min(step / 3 % 900, expected.Count);
                carry.Consume(count, store);
                expected.RemoveRange(0, count);
            }

            Assert.Equal(expected, carry.Bytes.ToArray());
        }

        carry.Clear(store);
        Assert.Equal(0, store.Bytes);
    }
}
