"""Images: language runtimes and toolchains, on which applications are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rows import BUILD, MANUAL

if TYPE_CHECKING:
    from .rows import Cells, Row

# What holds for every image that is only a start for one's own.
RUNTIME: Cells = {
    "source": MANUAL,
    "role": "runtime",
    "ports": (),
    "data": (),
    "healthcheck": False,
    "user": "root",
    "file_variables": (),
    "required": (),
    "init": (),
    "workdir": "/",
    "command": False,
}
PYTHON = ("LANG", "PYTHON_VERSION", "PYTHON_SHA256", "GPG_KEY")
JAVA = ("JAVA_HOME", "JAVA_VERSION", "LANG", "LANGUAGE", "LC_ALL")
NET = ("APP_UID", "ASPNETCORE_HTTP_PORTS", "ASPNET_VERSION", "DOTNET_RUNNING_IN_CONTAINER", "DOTNET_VERSION")
DOTNET: Cells = {
    "source": MANUAL,
    "role": "runtime",
    "data": (),
    "healthcheck": False,
    "user": "root",
    "file_variables": (),
    "required": (),
    "init": (),
    "tools": "dotnet",
    "family": "debian",
    "workdir": "/",
    "variables": NET,
    "command": False,
}
DOTNET_BUT: tuple[tuple[str, Cells], ...] = (
    ("<8", {"tools": "?curl ?wget dotnet"}),
    (">=10", {"family": "ubuntu"}),
    ("alpine", {"tools": "dotnet", "family": "alpine"}),
    ("noble", {"family": "ubuntu"}),
    ("jammy", {"family": "ubuntu"}),
    ("chiseled", {"family": "bare", "user": "app"}),
    ("distroless", {"family": "bare", "user": "app"}),
    ("azurelinux", {"family": "azurelinux"}),
    ("cbl", {"family": "azurelinux"}),
)
CONDA = "mambaorg/micromamba continuumio/miniconda3 continuumio/anaconda3 condaforge/miniforge3 condaforge/mambaforge"

ROWS: tuple[Row, ...] = (
    {
        "names": "python",
        "like": RUNTIME,
        "tools": "curl wget ?nc python python3 pip",
        "family": "debian",
        "variables": PYTHON,
        "but": (
            ("slim", {"tools": "python python3 pip"}),
            ("alpine", {"tools": "python python3 pip", "family": "alpine"}),
        ),
    },
    {
        "names": "node",
        "like": RUNTIME,
        "tools": "curl wget ?nc node npm npx yarn",
        "family": "debian",
        "variables": ("NODE_VERSION", "YARN_VERSION"),
        "but": (
            ("slim", {"tools": "node npm npx -python -python3"}),
            ("alpine", {"tools": "node npm npx -python -python3", "family": "alpine"}),
        ),
    },
    {
        "names": "golang",
        "like": RUNTIME,
        "tools": "curl wget ?nc go git",
        "family": "debian",
        "workdir": "/go",
        "variables": ("GOLANG_VERSION", "GOPATH", "GOTOOLCHAIN"),
        "but": (("alpine", {"tools": "go", "family": "alpine"}),),
    },
    {
        "names": "eclipse-temurin",
        "like": RUNTIME,
        "source": BUILD,
        "tools": "curl wget java",
        "family": "ubuntu",
        "variables": JAVA,
        "jvm": True,
        "but": (
            ("alpine", {"tools": "java", "family": "alpine"}),
            ("ubi", {"tools": "curl java", "family": "rhel-minimal"}),
        ),
    },
    {
        "names": "openjdk",
        "like": RUNTIME,
        "tools": "sh bash java",
        "variables": ("JAVA_HOME", "JAVA_VERSION", "LANG"),
        "jvm": True,
        "but": (
            ("slim", {"tools": "-curl -wget java", "family": "debian"}),
            ("alpine", {"tools": "java", "family": "alpine"}),
        ),
    },
    {
        "names": "amazoncorretto",
        "like": RUNTIME,
        "tools": "java",
        "variables": ("JAVA_HOME", "LANG"),
        "jvm": True,
        "but": (("alpine", {"family": "alpine"}),),
    },
    {
        "names": "azul/zulu-openjdk azul/zulu-openjdk-alpine azul/zulu-openjdk-debian bellsoft/liberica-openjre-alpine"
        " bellsoft/liberica-openjdk-alpine bellsoft/liberica-openjdk-debian bellsoft/liberica-runtime-container"
        " ibm-semeru-runtimes sapmachine ghcr.io/graalvm/jdk-community adoptopenjdk",
        "like": RUNTIME,
        "tools": "java",
        "jvm": True,
    },
    {
        "names": "ruby",
        "like": RUNTIME,
        "tools": "curl wget ?nc ruby gem bundle",
        "family": "debian",
        "variables": ("GEM_HOME", "BUNDLE_APP_CONFIG", "BUNDLE_SILENCE_ROOT_WARNING", "RUBY_VERSION", "LANG"),
        "but": (
            ("slim", {"tools": "ruby gem bundle"}),
            ("alpine", {"tools": "ruby gem bundle", "family": "alpine"}),
        ),
    },
    {
        "names": "perl",
        "like": RUNTIME,
        "tools": "curl wget ?nc perl cpanm",
        "family": "debian",
        "workdir": "/usr/src/app",
        "variables": ("PERL_VERSION",),
        "but": (("slim", {"tools": "perl cpanm"}),),
    },
    {
        "names": "rust",
        "like": RUNTIME,
        "tools": "curl wget ?nc cargo rustc",
        "family": "debian",
        "variables": ("RUSTUP_HOME", "CARGO_HOME", "RUST_VERSION"),
        "but": (
            ("slim", {"tools": "?curl ?wget cargo rustc"}),
            ("alpine", {"tools": "?curl cargo rustc", "family": "alpine"}),
        ),
    },
    {
        "names": "maven",
        "like": RUNTIME,
        "tools": "sh ?bash mvn java",
        "variables": ("JAVA_HOME", "MAVEN_HOME", "MAVEN_CONFIG"),
        "jvm": True,
        "but": (("alpine", {"family": "alpine"}),),
    },
    {
        "names": "gradle",
        "source": MANUAL,
        "role": "runtime",
        "ports": (),
        "data": (),
        "healthcheck": False,
        "command": False,
        "tools": "sh gradle java",
        "workdir": "/home/gradle",
        "variables": ("GRADLE_HOME", "GRADLE_VERSION", "JAVA_HOME"),
        "jvm": True,
        "but": (("alpine", {"family": "alpine", "tools": "?curl gradle java"}),),
    },
    {
        "names": "buildpack-deps",
        "like": RUNTIME,
        "tools": "curl wget ?nc",
        "family": "debian",
        "but": (("scm", {"tools": "curl wget ?nc git"}),),
    },
    {
        "names": "mcr.microsoft.com/dotnet/runtime mcr.microsoft.com/dotnet/runtime-deps",
        "like": DOTNET,
        "but": DOTNET_BUT,
    },
    {
        "names": "mcr.microsoft.com/dotnet/aspnet",
        "like": DOTNET,
        "ports": (8080,),
        "but": (("<8", {"ports": (80,)}), *DOTNET_BUT),
    },
    {
        "names": "mcr.microsoft.com/dotnet/sdk",
        "like": RUNTIME,
        "tools": "curl ?wget ?nc dotnet",
        "family": "debian",
        "variables": ("DOTNET_SDK_VERSION", *NET),
        "but": (
            (">=10", {"family": "ubuntu"}),
            ("alpine", {"tools": "?curl dotnet", "family": "alpine"}),
            ("noble", {"family": "ubuntu"}),
            ("jammy", {"family": "ubuntu"}),
            ("azurelinux", {"family": "azurelinux"}),
            ("cbl", {"family": "azurelinux"}),
        ),
    },
    {
        "names": "oven/bun",
        "like": RUNTIME,
        "tools": "bun",
        "workdir": "/home/bun/app",
        "but": (("alpine", {"family": "alpine"}), ("distroless", {"family": "bare"})),
    },
    {
        "names": "denoland/deno",
        "like": RUNTIME,
        "tools": "deno",
        "variables": ("DENO_DIR", "DENO_INSTALL_ROOT"),
        "but": (("alpine", {"family": "alpine"}), ("distroless", {"family": "bare"})),
    },
    {"names": "elixir erlang", "like": RUNTIME, "but": (("alpine", {"family": "alpine"}),)},
    {"like": RUNTIME, "names": "swift dart haskell clojure julia crystallang/crystal r-base rocker/r-ver rocker/shiny"},
    {"like": RUNTIME, "names": CONDA, "tools": "sh bash python"},
    {
        "names": "tiangolo/uvicorn-gunicorn-fastapi tiangolo/uvicorn-gunicorn tiangolo/uvicorn-gunicorn-starlette",
        "like": RUNTIME,
        "ports": (80,),
        "tools": "sh bash python",
        "workdir": "/app",
        "command": True,
    },
    {
        "names": "ghcr.io/astral-sh/uv astral/uv",
        "like": RUNTIME,
        "tools": "uv uvx",
        "family": "bare",
        "but": (
            ("python", {"tools": "?curl ?wget uv uvx python python3"}),
            ("alpine", {"family": "alpine"}),
            ("debian", {"family": "debian"}),
            ("bookworm", {"family": "debian"}),
            ("trixie", {"family": "debian"}),
        ),
    },
    {
        "names": "nvidia/cuda nvcr.io/nvidia/cuda",
        "like": RUNTIME,
        "but": (("ubuntu", {"family": "ubuntu", "tools": "?curl ?wget"}),),
    },
    {"names": "pytorch/pytorch", "like": RUNTIME, "tools": "sh bash python", "workdir": "/workspace"},
    {"names": "tensorflow/tensorflow", "like": RUNTIME, "tools": "?curl ?wget sh bash python", "family": "ubuntu"},
    {
        "names": "jupyter/base-notebook jupyter/minimal-notebook jupyter/scipy-notebook jupyter/datascience-notebook"
        " jupyter/pyspark-notebook jupyter/all-spark-notebook quay.io/jupyter/base-notebook"
        " quay.io/jupyter/minimal-notebook quay.io/jupyter/scipy-notebook quay.io/jupyter/datascience-notebook"
        " quay.io/jupyter/pyspark-notebook quay.io/jupyter/all-spark-notebook",
        "source": MANUAL,
        "role": "app",
        "ports": (8888,),
        "healthcheck": True,
        "user": "jovyan",
        "tools": "sh bash python",
        "workdir": "/home/jovyan",
        "command": True,
    },
)
