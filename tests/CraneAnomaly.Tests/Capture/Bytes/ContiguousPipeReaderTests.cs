using System.Buffers;
using System.IO.Pipelines;
using CraneAnomaly.Capture.Bytes;

namespace CraneAnomaly.Tests.Capture.Bytes;

public class ContiguousPipeReaderTests
{
    private static readonly byte[] Hundred = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_WhatIsLeft_StandsInFrontOfWhatFollowsInOneSegment(bool blocking)
    {
        var reader = new ContiguousPipeReader(new MemoryStream(Hundred), blocking, 64, bufferBytes: 16);
        var seen = new List<byte>();
        while (true)
        {
            ReadResult result = await reader.ReadAsync(Token);
            Assert.True(result.Buffer.IsSingleSegment);
            int take = (int)Math.Min(result.Buffer.Length, 5);
            seen.AddRange(result.Buffer.FirstSpan[..take]);
            reader.AdvanceTo(result.Buffer.GetPosition(take), result.Buffer.End);
            if (result.IsCompleted && take == result.Buffer.Length) break;
        }

        Assert.Equal(Hundred, seen);
        reader.Complete();
    }

    [Fact]
    public async Task Read_AllExaminedNothingConsumed_GrowsToTheCapAndNotBeyond()
    {
        var reader = new ContiguousPipeReader(new MemoryStream(new byte[1000]), true, 64, bufferBytes: 16);
        long length = 0;
        for (int i = 0; i < 3; i++)
        {
            ReadResult result = await reader.ReadAsync(Token);
            Assert.True(result.Buffer.Length > length);
            length = result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        Assert.Equal(64, length);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.ReadAsync(Token));
    }

    [Fact]
    public async Task Read_NotAllExamined_GivesTheSameAgainWithoutReading()
    {
        var stream = new MemoryStream(Hundred);
        var reader = new ContiguousPipeReader(stream, true, 64, bufferBytes: 16);
        ReadResult first = await reader.ReadAsync(Token);
        reader.AdvanceTo(first.Buffer.GetPosition(3), first.Buffer.GetPosition(8));
        long position = stream.Position;

        Assert.True(reader.TryRead(out ReadResult second));
        Assert.Equal(Hundred[3..16], second.Buffer.ToArray());
        Assert.Equal(position, stream.Position);
        reader.AdvanceTo(second.Buffer.Start, second.Buffer.End);
        Assert.False(reader.TryRead(out _));
        ReadResult third = await reader.ReadAsync(Token);
        Assert.Equal(Hundred[3..19], third.Buffer.ToArray());
        Assert.Throws<ArgumentException>(
            () => reader.AdvanceTo(third.Buffer.GetPosition(5), third.Buffer.GetPosition(4)));
    }

    [Fact]
    public async Task Read_AtTheEnd_IsCompletedAndStaysSo()
    {
        var reader = new ContiguousPipeReader(new MemoryStream([1, 2]), true, 64);
        ReadResult first = await reader.ReadAsync(Token);
        Assert.False(first.IsCompleted);
        reader.AdvanceTo(first.Buffer.Start, first.Buffer.End);
        for (int i = 0; i < 2; i++)
        {
            ReadResult last = await reader.ReadAsync(Token);
            Assert.True(last.IsCompleted);
            Assert.Equal(2, last.Buffer.Length);
            reader.AdvanceTo(last.Buffer.Start, last.Buffer.End);
        }
    }

    [Fact]
    public async Task CancelPendingRead_WhileWaiting_EndsThatReadAlone()
    {
        var pipe = new Pipe();
        var reader = new ContiguousPipeReader(pipe.Reader.AsStream(), false, 64);
        ValueTask<ReadResult> pending = reader.ReadAsync(Token);
        Assert.False(pending.IsCompleted);
        reader.CancelPendingRead();
        ReadResult cancelled = await pending;
        Assert.True(cancelled.IsCanceled);
        reader.AdvanceTo(cancelled.Buffer.Start);

        await pipe.Writer.WriteAsync(new byte[] { 7 }, Token);
        ReadResult next = await reader.ReadAsync(Token);
        Assert.False(next.IsCanceled);
        Assert.Equal(7, next.Buffer.FirstSpan[0]);
    }

    [Fact]
    public async Task CancelPendingRead_BeforeARead_EndsTheNext()
    {
        var reader = new ContiguousPipeReader(new MemoryStream(Hundred), true, 64);
        reader.CancelPendingRead();
        ReadResult cancelled = await reader.ReadAsync(Token);
        Assert.True(cancelled.IsCanceled);
        reader.AdvanceTo(cancelled.Buffer.Start);
        Assert.False((await reader.ReadAsync(Token)).IsCanceled);
    }

    [Fact]
    public async Task Read_TokenCancelledWhileWaiting_Throws()
    {
        using var source = new CancellationTokenSource();
        var reader = new ContiguousPipeReader(new Pipe().Reader.AsStream(), false, 64);
        ValueTask<ReadResult> pending = reader.ReadAsync(source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);
    }

    [Fact]
    public async Task Complete_ClosesTheFile()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, Hundred, Token);
            var handle = File.OpenHandle(path);
            var reader = new ContiguousPipeReader(handle, 64);
            Assert.Equal(Hundred, (await reader.ReadAsync(Token)).Buffer.ToArray());
            reader.Complete();
            reader.Complete();
            Assert.True(handle.IsClosed);
            Assert.Throws<InvalidOperationException>(() => reader.TryRead(out _));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
