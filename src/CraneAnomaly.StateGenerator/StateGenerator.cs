using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CraneAnomaly.StateGenerator;

/// <summary>
/// Writes how the state of all that is marked <c>[PipelineState]</c> is saved and restored: field by field, over everything that
/// the fields lead to. What it cannot write is an error of the build, so that no state is forgotten.
/// </summary>
[Generator]
public sealed class StateGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var roots = context.SyntaxProvider.ForAttributeWithMetadataName(
            "CraneAnomaly.Checkpoints.PipelineStateAttribute",
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, _) => found.TargetSymbol.ToDisplayString()).Collect();
        context.RegisterSourceOutput(context.CompilationProvider.Combine(roots), static (production, source) =>
        {
            var (compilation, names) = source;
            if (names.IsEmpty) return;
            var graph = new StateGraph(compilation, production.ReportDiagnostic, production.CancellationToken);
            var types = names.Distinct().OrderBy(name => name, StringComparer.Ordinal)
                .Select(name => compilation.GetTypeByMetadataName(name)).OfType<INamedTypeSymbol>().Select(graph.Add).ToList();
            production.AddSource("PipelineImage.g.cs", SourceText.From(new Emitter(graph).Emit(types), Encoding.UTF8));
        });
    }
}
