using System.Buffers;
using CraneAnomaly.Alerts;

namespace CraneAnomaly.Cli.Live;

/// <summary>
/// The file from which a watch goes on after it was ended, or has died. It is replaced as a whole: whenever the power goes, there
/// is the old one or the new one.
/// </summary>
internal sealed class CheckpointFile(string path)
{
    /// <summary>The pipeline that was saved; a new one where there is none, or none that can be used.</summary>
    public DetectionPipeline Open(Baseline? baseline, DetectionOptions options, IAlertSink sink)
    {
        if (!File.Exists(path)) return DetectionPipeline.Create(baseline, options, sink);
        try
        {
            return DetectionPipeline.Restore(File.ReadAllBytes(path), baseline, options, sink);
        }
        catch (InvalidDataException e)
        {
            // Not to watch would be worse than to begin anew; nothing is thrown away.
            string aside = path + ".refused";
            File.Move(path, aside, overwrite: true);
            Console.Error.WriteLine($"{path}: {e.Message}. The watch begins anew; the file is {aside} now.");
            return DetectionPipeline.Create(baseline, options, sink);
        }
    }

    /// <summary>Saves a pipeline; where that is not possible, says so, and the last checkpoint stays.</summary>
    public void Save(DetectionPipeline pipeline)
    {
        string next = path + ".new";
        try
        {
            var state = new ArrayBufferWriter<byte>(1 << 20);
            pipeline.Save(state);
            var mine = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(next, mine))
            {
                file.Write(state.WrittenSpan);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{path}: the checkpoint cannot be written, and the last one stays: {e.Message}");
        }
    }
}
