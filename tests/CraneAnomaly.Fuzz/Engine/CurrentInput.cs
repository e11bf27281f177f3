using System.IO.MemoryMappedFiles;

namespace CraneAnomaly.Fuzz.Engine;

/// <summary>
/// The file that always holds the input being executed, shared by worker and supervisor: whatever ends the worker
/// (endless loop, stack overflow, exhausted memory), the guilty input is on disk.
/// </summary>
/// <remarks>
/// Little-endian: iteration (8 bytes), length (4), input (1 MiB); behind it pool size (4), edges (4), slowest
/// execution in nanoseconds (8). The iteration is written last, so that it never stands beside another's input.
/// </remarks>
internal sealed unsafe class CurrentInput : IDisposable
{
    /// <summary>Longest input.</summary>
    public const int Capacity = 1024 * 1024;

    private const int InputOffset = 12;
    private const int StatisticsOffset = InputOffset + Capacity;
    private const int FileLength = StatisticsOffset + 16;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _memory;

    private CurrentInput(FileStream stream)
    {
        _file = MemoryMappedFile.CreateFromFile(
            stream, null, FileLength, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, FileLength);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _memory);
    }

    /// <summary>Opens or makes the file.</summary>
    public static CurrentInput Open(string path) =>
        new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));

    /// <summary>Executions begun; 0 before the first.</summary>
    public long Iteration
    {
        get => Volatile.Read(ref *(long*)_memory);
        set => Volatile.Write(ref *(long*)_memory, value);
    }

    /// <summary>The input of the execution under way.</summary>
    public byte[] Input => new Span<byte>(_memory + InputOffset, Math.Clamp(*(int*)(_memory + 8), 0, Capacity)).ToArray();

    /// <summary>Inputs in the worker's pool.</summary>
    public int PoolSize
    {
        get => *(int*)(_memory + StatisticsOffset);
        set => *(int*)(_memory + StatisticsOffset) = value;
    }

    /// <summary>Edges the worker has seen.</summary>
    public int Edges
    {
        get => *(int*)(_memory + StatisticsOffset + 4);
        set => *(int*)(_memory + StatisticsOffset + 4) = value;
    }

    /// <summary>The slowest execution, in nanoseconds.</summary>
    public long SlowestNs
    {
        get => *(long*)(_memory + StatisticsOffset + 8);
        set => *(long*)(_memory + StatisticsOffset + 8) = value;
    }

    /// <summary>Says what is executed next.</summary>
    public void Publish(ReadOnlySpan<byte> input)
    {
        input.CopyTo(new Span<byte>(_memory + InputOffset, Capacity));
        *(int*)(_memory + 8) = input.Length;
        Iteration++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
